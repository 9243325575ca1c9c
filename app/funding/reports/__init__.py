"""What a grantee reports: narratives, and spending line by line, looked at before it counts."""
