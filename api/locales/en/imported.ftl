# Tickets imported from a table

channel-import = Imported from a table
fact-claimed = Reported by the table
fact-claimed-value = { $at } (the operator's word; no clock counts from it)
fact-outside-number = Former number
