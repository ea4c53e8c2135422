"""Consultations: what companies ask the Welcome Service, what it answers, and what the team notes among itself."""
