"""Rules that every area keeps, checked over the whole code base."""
