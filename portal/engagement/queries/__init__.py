"""Every SELECT of the consultant's workspace and the home pages. They may read the tables of all areas below."""
