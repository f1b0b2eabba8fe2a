"""Makes many sessions from one catalogue: as a feed and a site, or one for each of many people."""
