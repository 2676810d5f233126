# Dates and times that people type
dates-no-date = There is no date “{ $written }”.
dates-no-time = There is no time “{ $written }”.
dates-passed = That time has passed.
dates-to-come = That time is still to come.
dates-too-long =
    { $days ->
        [one] At most { $days } day.
       *[other] At most { $days } days.
    }
dates-forms = Understood are: 14:20, 2:20pm, 25.11 14:20, 2026-11-25 14:20, 25 Nov at 14:20, today, tomorrow or yesterday at 14:20.
