# Planned works: the day, the time and whom to tell
dates-which-year = { $written } is already past: write the year if next year is meant.
dates-backwards = It ends before it begins. If it lasts longer, write the last day too: 25.11 22:00 - 26.11 22:00.
