"""Checklists: a company's runs through them, the answers to their items, and the figures that follow."""
