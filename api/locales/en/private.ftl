private-summary = 🔐 { $summary }
private-fact = Seen by
private-who = its author and staff only
