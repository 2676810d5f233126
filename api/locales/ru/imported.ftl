# Заявки, перенесённые из таблицы

channel-import = Перенесена из таблицы
fact-claimed = Время обращения по таблице
fact-claimed-value = { $at } (со слов оператора, в расчёт сроков не входит)
fact-outside-number = Прежний номер
