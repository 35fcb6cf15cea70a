"""What the policies say. No cases, no Slack, no database, no clock."""
