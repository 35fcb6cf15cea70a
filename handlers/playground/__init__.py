"""A stand-in Slack on loopback: Slack's wire format on one side, a page in the browser on the other."""
