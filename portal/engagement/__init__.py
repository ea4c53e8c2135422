"""Engagement: the consultant's workspace, companies with all that happened, and the home page of each role."""
