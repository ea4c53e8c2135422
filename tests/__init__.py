"""The tests of the portal: one folder per area, the house rules in `structure/`, the real browser in `browser/`."""
