private-summary = 🔐 { $summary }
private-fact = Кому видна
private-who = только автору и сотрудникам
