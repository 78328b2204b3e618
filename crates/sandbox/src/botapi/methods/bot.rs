//! What concerns the bot itself.

use serde_json::{Value, json};

use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, Reply, done};
use crate::state::bots::{BotCommand, BotEvent};

/// How long a bot that has logged out stays out, in seconds.
const OUT: i32 = 600;
/// The most commands that a bot may offer.
const MAX_COMMANDS: usize = 100;
/// The longest command and the longest description, in characters.
const MAX_COMMAND: usize = 32;
const MAX_DESCRIPTION: usize = 256;

pub(super) fn get_me(call: &Call) -> Answer {
    let state = call.server.read();
    Ok(View { state: &state, bot: call.bot }.myself().into())
}

pub(super) fn log_out(call: &Call) -> Answer {
    let until = call.server.now().saturating_add(OUT);
    call.server.desk.logged_out.lock().insert(call.bot, until);
    done()
}

pub(super) fn close(_: &Call) -> Answer {
    done()
}

pub(super) fn set_commands(call: &Call) -> Answer {
    let given = call.params.json("commands")?;
    let given = given.as_ref().and_then(Value::as_array);
    let given = given.ok_or_else(|| Refused::bad_request("can't parse commands JSON object"))?;
    if given.len() > MAX_COMMANDS {
        return Err(Refused::bad_request("BOT_COMMANDS_TOO_MUCH"));
    }
    set(call, given.iter().map(command).collect::<Result<_, _>>()?)
}

pub(super) fn delete_commands(call: &Call) -> Answer {
    set(call, Vec::new())
}

pub(super) fn get_commands(call: &Call) -> Answer {
    let scope = scope(call)?;
    let state = call.server.read();
    let commands = state.bot(call.bot).and_then(|bot| bot.commands.get(&scope));
    let none = Vec::new();
    let commands = commands.unwrap_or(&none).iter();
    let one = |it: &BotCommand| json!({"command": it.command, "description": it.description});
    Ok(Value::from(commands.map(one).collect::<Vec<_>>()).into())
}

pub(super) fn set_name(call: &Call) -> Answer {
    if call.params.text("language_code").is_some() {
        return Err(Refused::bad_request("names in other languages are not offered here"));
    }
    let name = call.params.text("name").unwrap_or_default();
    let mut writing = call.server.write();
    let event = writing.state().name_bot(call.bot, &name)?;
    writing.commit(event.as_slice(), None)?;
    done()
}

pub(super) fn get_name(call: &Call) -> Answer {
    let state = call.server.read();
    let name = state.account(call.bot).map(|account| account.profile.first_name.clone());
    Ok(json!({"name": name.unwrap_or_default()}).into())
}

fn set(call: &Call, commands: Vec<BotCommand>) -> Answer {
    let (bot, scope) = (call.bot, scope(call)?);
    let event = BotEvent::CommandsSet { bot, scope, commands }.into();
    call.server.write().commit([event], None)?;
    Ok(Reply::from(Value::Bool(true)))
}

/// To whom and in which language commands are offered, as one key.
fn scope(call: &Call) -> Result<String, Refused> {
    let scope = call.params.json("scope")?;
    let scope = scope.filter(|scope| scope["type"] != "default");
    let scope = scope.map_or_else(|| "default".to_owned(), |scope| scope.to_string());
    let language = call.params.text("language_code").unwrap_or_default();
    Ok(format!("{scope} {language}"))
}

fn command(given: &Value) -> Result<BotCommand, Refused> {
    let text = |name: &str| given[name].as_str().unwrap_or_default().trim().to_owned();
    let (command, description) = (text("command"), text("description"));
    let command = command.strip_prefix('/').unwrap_or(&command).to_lowercase();
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if command.is_empty() || command.len() > MAX_COMMAND || !command.chars().all(is_name) {
        return Err(Refused::bad_request("BOT_COMMAND_INVALID"));
    }
    if description.is_empty() || description.chars().count() > MAX_DESCRIPTION {
        return Err(Refused::bad_request("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(BotCommand { command, description })
}
