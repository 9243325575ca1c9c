"""Notes and correspondence on any record: internal, to the applicant or forum, and their answers; never edited."""
