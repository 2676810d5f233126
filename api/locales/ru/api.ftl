# Слова страниц. Имена людей не склоняются, пол не подразумевается.

board-title = Доска заявок
board-open = { $count ->
    [one] { $count } открытая заявка
    [few] { $count } открытые заявки
   *[many] { $count } открытых заявок
}
board-cut = Показаны не все заявки: их больше, чем помещается на доску. Сузьте отбор.
board-empty = Открытых заявок нет
board-empty-hint = Новая заявка появится здесь сама, как только её зарегистрируют в чате.
board-nothing-matches = Под отбор ничего не подходит
column-empty = Пусто
skip-to-content = К содержанию
all-tickets = ← Все заявки

filter-title = Отбор
filter-client = Клиент
filter-status = Статус
filter-assignee = Исполнитель
filter-all-clients = Все клиенты
filter-all-statuses = Все статусы
filter-all-assignees = Все исполнители
filter-apply = Показать
filter-reset = Сбросить

live-on = Обновляется
live-off = Нет связи, пробуем снова
live-waiting = Подключаемся
position = позиция { $position }
position-none = журнал пуст
language-other = English

status-new = Новая
status-in-progress = В работе
status-waiting-for-client = Ждём клиента
status-on-hold = Приостановлена
status-resolved = Выполнена
status-closed = Закрыта
status-cancelled = Отменена

priority-low = Низкий
priority-normal = Обычный
priority-urgent = Срочно
type-fault = Не работает
type-question = Вопрос
type-access = Доступ

unassigned = Исполнитель не назначен
assignee-is = Исполнитель: { $name }
person-unnamed = имя не сохранено
text-erased = Текст не сохранён
text-none = Без текста
attachment-count = { $count ->
    [one] { $count } вложение
    [few] { $count } вложения
   *[many] { $count } вложений
}
age = Открыта { $span }
waits-for = Ждёт ответа { $span }
waits = Ждёт ответа

span-moments = меньше минуты
span-minutes = { $minutes } мин
span-hours = { $hours } ч
span-hours-minutes = { $hours } ч { $minutes } мин
span-days = { $days } дн.
span-days-hours = { $days } дн. { $hours } ч

ticket-title = Заявка № { $number }
facts-title = Сведения
fact-client = Клиент
fact-requester = Автор
fact-registered-by = Зарегистрировано
fact-assignee = Исполнитель
fact-since = { $name }, с { $at }
fact-priority = Приоритет
fact-type = Тип
fact-type-unknown = Не указан
fact-channel = Способ
fact-reported = Обращение
fact-registered = Регистрация
fact-answered = Первый ответ
fact-answered-not = Пока нет
fact-resolved = Выполнение
fact-closed = Завершение
fact-reopened = Возвраты в работу
fact-source = Исходное сообщение
channel-command = Команда в чате
channel-reply = Ответ на сообщение
channel-button = Кнопка
channel-on-behalf = От имени клиента
channel-api = Программный интерфейс
channel-message = Сообщение в чате
message-link = сообщение { $message }

conversation-title = Переписка
conversation-empty = Сообщений нет
conversation-partial = Показана часть переписки: события с { $from } по { $to }.
side-client = Клиент
side-staff = Поддержка
side-note = Внутренний комментарий
words-request = Заявка
words-resolution = Что сделано
words-reopening = Что не получилось
words-edited = Изменено { $at }
words-earlier = Было
words-deleted = Удалено из чата
words-delivered = Доставлено в группу { $at }
media-photo = Фото
media-document = Документ
media-video = Видео
media-voice = Голосовое сообщение
media-audio = Аудио
media-video-note = Видеосообщение
media-animation = Анимация
media-sticker = Стикер
media-contact = Контакт
media-location = Геопозиция
media-other = Вложение
file-size-kb = { $size } КБ
file-size-mb = { $size } МБ
file-coming = ещё не загружен
file-erased = файл удалён
file-gone = не сохранён: в Telegram файла больше нет
file-broken = не сохранён: загрузка каждый раз обрывалась
file-stays = файл остался в Telegram
file-stays-sized = файл { $size } остался в Telegram
file-why-client-day = исчерпан предел клиента на день
file-why-folder-full = исчерпан предел папки данных

events-title = События
events-caption = Журнал этой заявки: записи не изменяются и не удаляются
events-occurred = Произошло
events-recorded = Записано
events-what = Событие
events-actor = Кто
events-source = Источник
events-position = Позиция
events-more = Следующие события
actor-reaction = Автоматически
actor-sender = Бот
actor-operator = Администратор сервера

event-registered = Заявка зарегистрирована
event-message-client = Сообщение клиента
event-message-staff = Ответ поддержки
event-message-note = Внутренний комментарий
event-reply-delivered = Ответ доставлен в группу
event-message-edited = Сообщение изменено
event-details-changed = Сведения уточнены
event-reclassified = Тип: { $type }. Приоритет: { $priority }
event-assigned-taken = Взято в работу. Исполнитель: { $name }
event-assigned-given = Передано. Исполнитель: { $name }
event-unassigned = Исполнитель не назначен (до этого: { $name })
event-work-started = В работе
event-waiting-for-client = Задан вопрос клиенту
event-on-hold-why = Приостановлена: { $why }
event-on-hold = Приостановлена
event-resumed-client = Клиент ответил, работа возобновлена
event-resumed-staff = Работа возобновлена
event-resolved = Выполнена
event-confirmed = Клиент подтверждает выполнение
event-reopened = Возвращена в работу
event-closed-confirmed = Закрыта после подтверждения клиента
event-closed-staff = Закрыта поддержкой
event-closed-merged = Закрыта при объединении
event-closed-expired = Закрыта автоматически: ответа не было
event-cancelled = Отменена
event-linked = Связана с № { $number }
event-merged = Объединена с № { $number }
event-rated = Оценка: { $stars } из 5
event-attachment-added = Добавлено вложение
event-file-kept = Файл сохранён
event-file-left = Файл не сохранён
event-evidence-deleted = Сообщение удалено из чата
event-correction = Исправление записи
event-data-erased = Тексты участника удалены
event-resumed-pause-max = Пауза длилась предельное время, работа возобновлена
event-clock-bound = Обещание: политика { $policy }, строка { $row }, календарь { $calendar }, правила времени { $tzdb }
event-retargeted = Обещание изменено: было { $from }, стало { $to } ({ $why })
event-taking-shown = Клиенту сообщено об исполнителе
event-workaround-given = Дано обходное решение
event-threshold-passed = { $clock }: израсходовано { $percent } % времени, срок { $deadline }
event-breached = { $clock }: срок нарушен, истёк { $deadline }
event-escalated = { $clock }: передано на { $level }-й уровень, цепочка { $chain }. Сообщено: { $whom }
event-escalation-exhausted = { $clock }: пройден последний уровень цепочки { $chain }
event-escalation-acknowledged = Эскалация принята: { $name }
event-verdict-corrected = { $clock }: итог исправлен, было «{ $from }», стало «{ $to }» ({ $why })
event-measurement-gap = Период без регистрации: с { $from } по { $to }

problem-back = На доску
problem-request = Номер обращения к серверу: { $id }
problem-not-found = Такой страницы нет
problem-not-found-hint = Проверьте адрес или вернитесь на доску.
problem-ticket-unknown = Такой заявки нет
problem-ticket-unknown-hint = Проверьте номер: заявки с ним в журнале нет.
problem-wrong-method = Этот адрес так не открывается
problem-wrong-method-hint = Откройте страницу обычной ссылкой.
problem-bad-path = Адрес не понят
problem-bad-path-hint = Номер заявки пишется заглавными буквами и цифрами, например ROM-57, код клиента буквами и цифрами, например ROM.
problem-bad-query = Условия отбора не поняты
problem-bad-query-hint = Сбросьте отбор и выберите условия заново.
problem-too-large = Запрос слишком велик
problem-too-large-hint = Уменьшите его и отправьте снова.
problem-foreign = Сюда можно обращаться только с этого компьютера
problem-foreign-hint = Откройте страницу по адресу, который сервер назвал при запуске.
problem-busy = Пока не получается
problem-busy-hint = Повторите через несколько секунд.
problem-internal = Сбой на нашей стороне
problem-internal-hint = Ничего не потеряно. Повторите, а если не поможет, сообщите администратору номер ниже.
problem-refused = Запрос отклонён
problem-refused-hint = Вернитесь на доску и попробуйте ещё раз.

clock-first-response = Первый ответ
clock-next-response = Следующий ответ
clock-periodic-update = Сообщение о ходе работ
clock-acceptance = Назначение исполнителя
clock-workaround = Обходное решение
clock-resolution = Выполнение
clock-nth = { $clock } № { $n }
promise-no-zone = без часового пояса
target-business-day = { $days ->
    [0] до конца рабочего дня
    [1] до конца следующего рабочего дня
   *[other] до конца { $days }-го следующего рабочего дня
}
pause-client-waiting = ждём клиента
pause-client-hold = по просьбе клиента
pause-third-party = ждём третью сторону
pause-own = по своей причине
cancelling-withdrawn = заявка отменена
cancelling-merged = заявка объединена с другой
cancelling-closed = заявка закрыта
retargeting-reclassified = изменены тип или приоритет
retargeting-moved = изменено место
retargeting-migrated = действует новая версия политики
verdict-met = в срок
verdict-breached = нарушен
verdict-excluded = не учитывается
corrected-late-message = сообщение с датой до срока поступило позже
corrected-late-facts = по тому, что стало известно позже
corrected-by-people = решение: { $names }
whom-nobody = никому
whom-managers = руководители
whom-admins = администраторы
whom-agents = сотрудники
whom-team = команда { $team }
whom-rota = дежурные { $rota }
whom-assignee = исполнитель
whom-responsible = ответственный за клиента
whom-duty = дежурный
worked-seconds = { $seconds } с
worked-minutes-seconds = { $minutes } мин { $seconds } с
nav-title = Разделы
nav-board = Доска
nav-sla = Сроки
nav-workload = Нагрузка
unit-hours = ч
unit-minutes = мин
unit-seconds = с
month = { $month ->
    [1] январь
    [2] февраль
    [3] март
    [4] апрель
    [5] май
    [6] июнь
    [7] июль
    [8] август
    [9] сентябрь
    [10] октябрь
    [11] ноябрь
   *[12] декабрь
}
weekday = { $day ->
    [1] Пн
    [2] Вт
    [3] Ср
    [4] Чт
    [5] Пт
    [6] Сб
   *[7] Вс
}
as-of-title = На момент
as-of-is = На { $at }.
as-of-note = Показано то, что было записано к этому моменту.
as-of-present = Вернуться к настоящему
period-title = Период
period-from = С
period-to = До (не включая)
period-days = с { $from } по { $to }
period-zone = пояс { $zone }
period-before = раньше
period-after = позже
span-day = День
span-week = Неделя
span-month = Месяц
filter-clock = Отсчёт
filter-all-clocks = Все отсчёты
filter-only = Показать
filter-only-all = Все
filter-only-breached = Только нарушенные
filter-heat = Тепловая карта
state-running = идёт
state-at-risk = под угрозой
state-paused = приостановлен: { $why }
state-met = в срок
state-breached = срок нарушен
state-superseded = заменён новым
state-cancelled = без итога: { $why }
state-not-applicable = не применяется
state-gap = период без регистрации
state-excluded = не учитывается
state-outside = вне часов обслуживания
during-running = отсчёт идёт
during-paused = приостановлен
during-resolved-idle = выполнена, до возврата
during-after-breach = после нарушения срока
rule-running = Считает календарь { $calendar }
rule-outside = Календарь { $calendar }: обслуживания нет
rule-paused = Политика { $policy }, строка { $row }: отсчёт приостановлен
rule-resolved-idle = Политика { $policy }, строка { $row }: между выполнением и возвратом не считается
rule-after-breach = Политика { $policy }, строка { $row }: срок вышел
chip-until = до { $deadline }
chip-left = осталось
chip-overrun = просрочено на { $overrun }
sla-banner = { $breached ->
    [one] { $breached } нарушен
    [few] { $breached } нарушены
   *[many] { $breached } нарушено
}, { $risk } под угрозой
sla-banner-more = Показать
clocks-title = Сроки
clocks-timeline = Ход заявок клиента
clocks-none = По этой заявке сроков нет.
clock-deadline = Срок
clock-left = Осталось
clock-elapsed = Прошло
clock-elapsed-of = { $elapsed } из { $target }
clock-now = Сейчас
clock-overrun = Просрочено
clock-overrun-both = { $business } обслуживания, { $wall } по часам
clock-stop = Остановлен
clock-corrected = Исправлено
clock-corrected-from = { $at }: итог был «{ $from }», с тех пор «{ $to }»
clock-evidence = Основание
clock-evidence-deleted = сообщение удалено из чата
clock-policy = Политика
clock-policy-row = { $policy }, строка { $row }
clock-calendar = Календарь
ledger-title = Журнал отсчёта
ledger-of = Журнал отсчёта: { $clock }
ledger-from = С
ledger-to = По
ledger-what = Что было
ledger-why = Почему
ledger-business = Секунд обслуживания
ledger-wall = Секунд по часам
ledger-sums = Сверка: отсчитано { $elapsed } + приостановлено { $paused } + выполнена { $idle } = всего { $span } с обслуживания.
ledger-holds = сходится
ledger-does-not-hold = не сходится
timeline-title = Ход заявок: { $client }
timeline-summary = { $clocks ->
    [one] { $clocks } отсчёт
    [few] { $clocks } отсчёта
   *[many] { $clocks } отсчётов
}, нарушено: { $breached }
timeline-cut = Показаны не все заявки: их больше, чем помещается. Сузьте период.
timeline-empty = В этом периоде отсчётов нет
timeline-lanes = Отсчёты по времени
timeline-how = Наведите на участок или перейдите к нему клавишами со стрелками: ниже будет сказано почему. По ссылке участка открывается строка таблицы.
timeline-why = Здесь будет сказано, почему отсчёт шёл или стоял.
timeline-twin = То же таблицей
timeline-statement = Соблюдение сроков за период
workload-title = Нагрузка
work-requested = Поступило
work-open = Открыто
work-closed = Закрыто
work-taken = Взято
work-answered = Отвечено
work-resolved = Выполнено
work-oldest = Самая старая открытая
work-agents = По исполнителям
work-nobody = За этот период ничего не сделано
work-heat = По часам недели: { $what }
work-types = По типам
work-clients = По клиентам
problem-client-unknown = Такого клиента нет
problem-client-unknown-hint = Проверьте код клиента в адресе.
event-message = Сообщение
event-reclassified-only = Изменены тип или приоритет
event-retargeted-only = Изменено обещание
event-retargeted-to = Изменено обещание: было { $from }, стало { $to }
event-bound-only = Назначены политика и календарь
event-assigned-only = Назначен исполнитель
event-unassigned-only = Исполнитель снят
event-closed-only = Закрыта
sla-title = Сроки
filter-month = Месяц
filter-all-priorities = Все приоритеты
column-ticket = Заявка
column-state = Состояние
column-used = Израсходовано
column-outcome = Итог
column-start = Начало
column-target = Обещано
column-rule = Политика, строка, календарь
used-percent = { $percent } %
used-percent-over = >{ $percent } %
risk-title = Под угрозой и нарушено сейчас
risk-none = Сейчас ничего не нарушено и не под угрозой
risk-cut = Показаны не все: их больше, чем помещается. Выберите клиента.
statement-title = Соблюдение сроков: { $period }
statement-preliminary = Предварительно, на { $at }. Пояс { $zone }, { $position }.
statement-closed = Период закрыт { $at }: более поздние сведения его не меняют. Пояс { $zone }, { $position }.
statement-empty = В этом периоде отсчётов нет.
statement-kept = В срок:
statement-of = из
statement-identity = В срок + нарушено + вне расчёта = всего:
statement-percent = Соблюдено
statement-max = Дольше всего
statement-corrected = { $count ->
    [one] исправлен { $count } итог
    [few] исправлены { $count } итога
   *[many] исправлено { $count } итогов
}
statement-formula = Соблюдено = в срок / (в срок + нарушено), с округлением вниз до сотых. Время в часах обслуживания; P50, P90 и P95 считаются по ближайшему рангу, знак ≥ стоит у неостановленных отсчётов.
statement-requests = Поступило заявок
statement-timeline = Ход заявок
percent-none = н/д
outcome-met = В срок
outcome-breached = Нарушено
outcome-judged = Учтено в расчёте
outcome-outside = Вне расчёта
outcome-touched = Всего
outcome-open-not-due = Срок ещё не наступил
outcome-paused-open = Приостановлено
outcome-not-applicable = Не применяется
outcome-superseded = Заменено новым
outcome-withdrawn = Заявка отменена
outcome-merged = Заявка объединена
outcome-closed = Заявка закрыта
outcome-gap = Период без регистрации
outcome-excluded = Исключено решением
outcome-corrected = Итог исправлен
addendum-title = Дополнение к закрытому периоду
addendum-note = Стало известно после закрытия. Цифры отчёта прежние, здесь указано, что было бы иначе.
addendum-cut = Показаны не все строки дополнения.
addendum-old = В отчёте
addendum-new = По новым сведениям
addendum-absent = нет в отчёте
clock-count = { $count ->
    [one] { $count } отсчёт
    [few] { $count } отсчёта
   *[many] { $count } отсчётов
}
list-cut = Показаны не все: список слишком велик. Сузьте отбор.
list-present = Сами заявки показаны такими, какие они сейчас.
list-more = Дальше
column-messages = Сообщения
column-summary = Обращение
ticket-count = { $count ->
    [one] { $count } заявка
    [few] { $count } заявки
   *[many] { $count } заявок
}
refused = Параметр { $parameter }: { $why }.
refused-one-of = принимается одно из значений: { $names }
refused-between = принимается число от { $min } до { $max }
refused-no-client = клиента с таким кодом нет, принимается код существующего клиента
refused-future = этот момент ещё не наступил, принимается прошедший
refused-missing = не указан, а без него нельзя
refused-alone = не указан, а from и to задаются вместе
refused-beside-period = задаётся либо он, либо from и to
refused-order = принимается день позже from: это первый день, который уже не входит
refused-too-long = { $days ->
    [one] принимается день не позже чем через { $days } день после from
    [few] принимается день не позже чем через { $days } дня после from
   *[many] принимается день не позже чем через { $days } дней после from
}
refused-twice = указан дважды
refused-stray = на этой странице такого параметра нет
refused-many-parts = число относится к одной части: принимается один из параметров agent, hour, type, of
refused-not-counted = { $name } для этой части не считается
refused-not-open = на доске только открытые заявки, а { $name } к ним не относится
accepts-month = принимаются год и месяц, например 2026-11
accepts-day = принимается день, например 2026-11-22
accepts-instant = принимается момент, например 2026-11-22T11:05:00Z
accepts-client = принимается код клиента, например ROM
accepts-person = принимаются 32 шестнадцатеричные цифры в нижнем регистре
accepts-place = принимается место в списке, как в ссылке на следующую страницу
accepts-number = принимается целое число
accepts-status = принимается статус открытой заявки, например in_progress
accepts-language = принимается ru или en

# Клиенты и готовность их групп
nav-clients = Клиенты
clients-title = Клиенты
clients-count = Готовы: { $ready } из { $all }
clients-how = Ссылка клиента закрепляет группу за ним, поэтому её печатает только команда рядом с клиентом, proofdesk client links — для всех сразу, вместе с готовностью групп, или /link и код клиента в группе сотрудников. Эта страница ссылок не создаёт.
clients-own-link = Своя ссылка:
clients-bring = Привести бота в группу
clients-bring-how = Группа уже есть? Откройте или перешлите её владельцу эту ссылку: она добавит бота с нужными правами. Потом администратор пишет в группе /setup@{ $bot }, и бот узнаёт клиента по названию группы.
clients-none = нет
client-ready = ✔ Готов
client-not-ready = ✖ Не готов
column-ready = Готовность
column-groups = Группы
column-terms = Политика, календарь
column-intake = Приём
column-seen = Последнее сообщение
column-missing = Чего не хватает
missing-group = Группа не подключена
missing-terms = Нет политики и календаря: сроки не отсчитываются
missing-intake = Нет правил приёма: заявки только командами, кнопками и ответами
missing-rights-unknown = Права бота ещё не известны
missing-inside = Бота нет в группе
missing-write = Бот не может писать
missing-admin = Бот не администратор
missing-sees-all = Бот видит только команды и ответы ему
missing-pin = Бот не может закреплять
missing-invite = Бот не может создавать приглашения
missing-topics = Бот не может управлять темами

# Правила клиента: так, как их может читать клиент.
rules-title = Как мы работаем: { $client }
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
rules-terms-hidden = Клиенту сроки не показываются.
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
rules-hours = Часы обслуживания
rules-always = круглосуточно
rules-never = часов нет
rules-hours-other = Для отдельных заявок: { $hours }
rules-week = { $days } ({ $zone })
rules-day = { $day } { $windows }
rules-days = { $first }–{ $last } { $windows }
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

cards-title = Карточки с кодом: { $client }
cards-link = карточки
cards-how = Новую карточку делает бот: /qr { $code } Площадка; рабочее место в группе сотрудников. Отозвать: /qr_off { $code } и номер. При печати выходят только сами карточки; масштаб 100 %, поля не нужны.
cards-paper-four = По четыре на листе A4
cards-paper-one = По одной на листе A6
cards-in-ru = На русском
cards-in-en = На английском
cards-number = Номер
cards-place = Место
cards-state = Состояние
cards-joined = Вступило
cards-pictures = Файлы
cards-standing = Действует
cards-withdrawn = Отозвана
cards-waiting = Ссылка создаётся
cards-no-place = Место не указано
fact-place = Место
incidents-title = Сбои и работы
incidents-all = ← Все сбои и работы
incidents-how = Массовый сбой объявляют командой /incident, плановые работы командой /planned в группе сотрудников.
incidents-none = Массовых сбоев и плановых работ не было.
incident-column = Сбой или работы
incident-about = О чём
incident-state = Состояние
incident-tickets = Заявки
incident-ticket = Заявка
incident-declared = Объявлено
incident-declared-by = Кто объявил
incident-ended = Завершено
incident-ended-by = Кто завершил
incident-from = Начало работ
incident-until = Конец работ
incident-outage = Массовый сбой № { $number }
incident-planned = Плановые работы № { $number }
incident-open = Продолжается
incident-over = Завершено
incident-stage-planned = Ещё не начались
incident-stage-running = Идут сейчас
incident-stage-time-is-up = Время работ прошло, завершение не отправлено
incident-stage-over = Завершены
incident-stage-withdrawn = Отменены
incident-window = С { $from } до { $until }
incident-no-tickets = Заявок не добавлено.
incident-told = Объявления клиентам
incident-nobody-told = Клиентам ничего не отправлено.
incident-announced = Объявление
incident-end-announced = Завершение
incident-reached = Доставлено групп: { $reached } из { $all }
incident-delivery = Доставка
incident-not-yet = Отправляется
incident-undelivered = Не доставлено в группу
incident-client-unknown = Клиент не найден
fact-incident = Инцидент
problem-incident-unknown = Такого сбоя нет
problem-incident-unknown-hint = Проверьте номер или откройте список сбоев и работ.
