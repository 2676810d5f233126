# Заявки, перенесённые из таблицы

card-outside-number = Прежний номер: { $number }
card-imported = Перенесена из таблицы: { $time }
card-imported-claimed = { card-imported } · время обращения по таблице: { $claimed }
imported-tickets =
    { $count ->
        [one] 📥 Из таблицы перенесена { $count } заявка
        [few] 📥 Из таблицы перенесено { $count } заявки
       *[many] 📥 Из таблицы перенесено { $count } заявок
    }
imported-clients = Клиентов: { $count }
imported-assigned = С исполнителем: { $count }
imported-how = Отсчёт сроков начат с момента переноса. В группы клиентов ничего не отправлено: карточка появится, когда с заявкой начнут работать. Неназначенные: /queue, ваши: /my, по прежнему номеру: /find.
