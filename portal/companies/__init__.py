"""Companies: the tenants of the portal, their profile, and the people who belong to them."""
