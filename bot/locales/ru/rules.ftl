# Правила клиента: /rules. Читают клиенты: без имён сотрудников и без признания задержек.

rules-title = 📋 Как мы работаем · { $client }
rules-how = 📋 Правила клиента: /rules и код клиента, например /rules ROM.

rules-write = Как обратиться
rules-write-commands = Сообщение само заявкой не становится: нажмите кнопку или напишите команду.
rules-write-suggest = Можно писать обычным сообщением: если оно похоже на заявку, бот предложит её оформить.
rules-write-every = Пишите обычным сообщением: заявка оформится сама.
rules-write-new = Новая заявка: кнопка на закреплённой карточке или /new и суть.
rules-write-ticket = Чужое сообщение: ответьте на него командой /ticket.
rules-write-add = Добавить к заявке: ответьте на её сообщение.
rules-write-status = Как идут дела: /my или /status и номер. Отменить: /cancel. Вернуть в работу: /reopen.
rules-write-what = Напишите, что случилось, где и с какого времени. Одно дело, одна заявка.

rules-terms = Сроки
rules-terms-none = Сроки ещё не согласованы.
rules-terms-hidden = В этом чате сроки не показываются.
rules-terms-first = Отсчёт идёт в часы обслуживания. Подходит первая строка, которая верна для заявки.
rules-terms-people = Для отдельных людей могут быть согласованы свои сроки.
rules-promise = { $which }: { $targets }
rules-promise-in = { $which } ({ $hours }): { $targets }
rules-target = { $clock } { $target }
rules-rest = все остальные
rules-all = любая заявка
rules-type-none = тип не указан
rules-priority = приоритет «{ $priority }»
rules-site = место { $site }
rules-clock-first-response = первый ответ
rules-clock-next-response = следующий ответ
rules-clock-periodic-update = сообщение о ходе работ каждые
rules-clock-update = Сообщение о ходе работ
rules-clock-acceptance = назначение исполнителя
rules-clock-workaround = обходное решение
rules-clock-resolution = выполнение
rules-worked = { $hours ->
    [0] { $minutes } мин
   *[other] { $minutes ->
        [0] { $hours } ч
       *[other] { $hours } ч { $minutes } мин
    }
}
rules-worked-seconds = { $seconds } с
rules-business-day = { $days ->
    [0] до конца рабочего дня
    [1] до конца следующего рабочего дня
   *[other] до конца { $days }-го следующего рабочего дня
}

rules-hours = Часы обслуживания
rules-always = круглосуточно
rules-never = часов нет
rules-hours-other = Для отдельных заявок: { $hours }
rules-week = { $days } ({ $zone })
rules-day = { $day } { $windows }
rules-days = { $first }–{ $last } { $windows }
rules-weekday = { $day ->
    [1] Пн
    [2] Вт
    [3] Ср
    [4] Чт
    [5] Пт
    [6] Сб
   *[7] Вс
}
rules-closed = выходной
rules-exception = { $date }: { $windows }
rules-exceptions = { $first } – { $last }: { $windows }
rules-blackout = Без обслуживания: { $from } – { $to }
rules-next = Ближайшие особые дни
rules-both = { $parts }, одновременно
rules-either = { $parts }
rules-part-and = { $one } и { $other }
rules-part-or = { $one } или { $other }

rules-escalation = Порядок эскалации
rules-escalation-none = Отдельный порядок эскалации не согласован.
rules-step = { $clock }, { $from }{ $after }{ $condition } → { $called }
rules-step-next = далее{ $after }{ $condition } → { $called }
rules-from-start = с начала отсчёта
rules-from-threshold = прошло { $percent } % срока
rules-from-breach = срок наступил
rules-after = , через { $time }
rules-after-business = , через { $time } времени обслуживания
rules-if-unassigned = , если исполнителя нет
rules-if-unacknowledged = , если никто не принял
rules-if-unanswered = , если ответа ещё нет
rules-if-unresolved = , если заявка ещё не выполнена
rules-called-assignee = исполнитель
rules-called-responsible = ответственный за вас сотрудник
rules-called-agents = сотрудники поддержки
rules-called-team = профильная команда
rules-called-on-duty = дежурная смена
rules-called-somebody = ответственные за эскалацию
rules-called-managers = руководство поддержки
rules-called-admins = администраторы поддержки

rules-reaction = Что считается ответом
rules-reaction-reply = Слова сотрудника, которые вы видите. Автоматические сообщения бота ответом не считаются.
rules-reaction-taken = Сообщение о том, кто взял заявку.
rules-reaction-either = Слова сотрудника или сообщение о том, кто взял заявку. Другие сообщения бота ответом не считаются.
rules-starts-report = Выполнение отсчитывается с вашего обращения.
rules-starts-acceptance = Выполнение отсчитывается с назначения исполнителя.
rules-stops-resolved = Отсчёт выполнения останавливается, когда заявка отмечена выполненной.
rules-stops-confirmed = Отсчёт выполнения останавливается, когда вы подтвердили выполнение.
rules-pauses = Отсчёт выполнения приостанавливается: { $why }.
rules-pauses-none = Отсчёт выполнения не приостанавливается.

rules-versions = Действует сейчас: { $versions }
rules-version-policy = политика { $version }
rules-version-hours = часы обслуживания, версия { $version }
rules-version-intake = правила приёма { $version }
rules-more = { $count ->
    [one] … ещё { $count } строка
    [few] … ещё { $count } строки
   *[many] … ещё { $count } строк
}
