"""What stands where in the texts that readers see: their words, to find them, and their links, to keep them right.

The area knows no documents: `documents` puts in what goes live. Companies' own words never get here.
"""
