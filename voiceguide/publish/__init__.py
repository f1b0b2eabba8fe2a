"""Makes many sessions from one catalogue: as a feed and a site for everyone, or as files for each of many people."""
