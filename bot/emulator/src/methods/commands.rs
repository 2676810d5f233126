//! Commands: the bot's menu, by scope and language.

use super::Desk;
use super::reach::Access;
use crate::refusal::Refusal;
use serde_json::{Value, json};

/// Commands of one menu.
const COMMANDS_MAX: usize = 100;
/// Characters of a command, without the slash.
const NAME_CHARS_MAX: usize = 32;
/// Characters of a command's description.
const DESCRIPTION_CHARS_MAX: usize = 256;

pub(crate) fn set_my_commands(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let commands = desk.params.json("commands", "bot commands")?;
    let commands = commands.ok_or_else(|| Refusal::bad("parameter \"commands\" is required"))?;
    let list =
        commands.as_array().ok_or_else(|| Refusal::bad("expected an Array of BotCommand"))?;
    if list.len() > COMMANDS_MAX {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let list = list.iter().map(command).collect::<Result<Value, _>>()?;
    let key = desk.menu()?;
    desk.world.commands.insert(key, list);
    Ok(json!(true))
}

pub(crate) fn get_my_commands(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let key = desk.menu()?;
    Ok(desk.world.commands.get(&key).cloned().unwrap_or_else(|| json!([])))
}

pub(crate) fn delete_my_commands(desk: &mut Desk<'_>) -> Result<Value, Refusal> {
    let key = desk.menu()?;
    desk.world.commands.remove(&key);
    Ok(json!(true))
}

impl Desk<'_> {
    /// Scope and language of a menu.
    fn menu(&self) -> Result<(String, String), Refusal> {
        let scope = self.params.json("scope", "bot command scope")?.unwrap_or_default();
        let language = self.params.text("language_code").unwrap_or_default();
        let is_language = language.len() == 2 && language.bytes().all(|it| it.is_ascii_lowercase());
        if !language.is_empty() && !is_language {
            return Err(Refusal::bad("invalid language code specified"));
        }
        Ok((self.scope(&scope)?, language))
    }

    fn scope(&self, scope: &Value) -> Result<String, Refusal> {
        let kind = match scope {
            Value::Null => "default",
            scope => scope["type"].as_str().unwrap_or_default(),
        };
        let number = |key: &str| {
            let text = scope[key].as_str().and_then(|it| it.parse().ok());
            scope[key].as_i64().or(text)
        };
        match kind {
            "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => {
                Ok(kind.to_owned())
            }
            "chat" | "chat_administrators" | "chat_member" => {
                let chat = number("chat_id").ok_or_else(|| Refusal::bad("chat_id is empty"))?;
                self.admitted(crate::ids::ChatId(chat), Access::Read)?;
                let user = number("user_id").filter(|_| kind == "chat_member");
                if kind == "chat_member" && user.is_none() {
                    return Err(Refusal::bad("invalid user_id specified"));
                }
                Ok(format!("{kind} {chat} {}", user.unwrap_or(0)))
            }
            _ => Err(Refusal::bad("can't parse BotCommandScope: Unsupported type specified")),
        }
    }
}

fn command(given: &Value) -> Result<Value, Refusal> {
    let name = given["command"].as_str().unwrap_or_default();
    let name = name.strip_prefix('/').unwrap_or(name);
    let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    if name.is_empty() || name.len() > NAME_CHARS_MAX || !name.bytes().all(allowed) {
        return Err(Refusal::bad("BOT_COMMAND_INVALID"));
    }
    let description = given["description"].as_str().unwrap_or_default().trim();
    if description.is_empty() || description.chars().count() > DESCRIPTION_CHARS_MAX {
        return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(json!({"command": name, "description": description}))
}
