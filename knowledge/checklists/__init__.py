"""Checklists: the YAML that says what is asked, and the types it is read into. No cases, no clock."""
