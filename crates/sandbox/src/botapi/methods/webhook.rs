//! Where the bot has its updates brought.

use std::net::IpAddr;

use axum::http::Uri;
use serde_json::{Value, json};

use super::updates;
use crate::botapi::views::View;
use crate::botapi::{Answer, Call, Refused, Reply};
use crate::bots::Ended;
use crate::server::Server;
use crate::state::UserId;
use crate::state::bots::{BotEvent, Webhook};

/// How many updates are brought at once, if the bot does not say.
const CONNECTIONS: i64 = 40;
/// The longest secret, in characters.
const MAX_SECRET: usize = 256;

pub(super) fn set(call: &Call) -> Answer {
    let Some(url) = call.params.text("url") else {
        return delete(call);
    };
    check_url(&url)?;
    let secret = call.params.text("secret_token");
    if secret.as_deref().is_some_and(|secret| !is_secret(secret)) {
        return Err(Refused::bad_request("secret token contains unallowed characters"));
    }
    let max_connections = call.params.integer("max_connections").unwrap_or(CONNECTIONS);
    let max_connections = max_connections.clamp(1, 100);
    let webhook = Webhook { url, secret, max_connections };
    updates::listen(call, Some(&webhook))?;
    change(call, Some(webhook), "Webhook was set", "Webhook is already set")
}

pub(super) fn delete(call: &Call) -> Answer {
    change(call, None, "Webhook was deleted", "Webhook is already deleted")
}

pub(super) fn info(call: &Call) -> Answer {
    let now = call.server.now();
    let state = call.server.read();
    let bot = state.bot(call.bot).ok_or(Refused::UNAUTHORIZED)?;
    let mut info = json!({
        "url": bot.webhook.as_ref().map_or("", |webhook| webhook.url.as_str()),
        "has_custom_certificate": false,
        "pending_update_count": bot.queue.len(now),
    });
    if let Some(webhook) = &bot.webhook {
        info["max_connections"] = webhook.max_connections.into();
        if let Some(trouble) = call.server.desk.trouble(call.bot) {
            info["last_error_date"] = trouble.date.into();
            info["last_error_message"] = trouble.message.into();
        }
    }
    if !bot.queue.allowed.is_empty() {
        info["allowed_updates"] = bot.queue.allowed.clone().into();
    }
    Ok(info.into())
}

fn change(
    call: &Call,
    webhook: Option<Webhook>,
    changed: &'static str,
    same: &'static str,
) -> Answer {
    let bot = call.bot;
    let mut writing = call.server.write();
    let known = writing.state().bot(bot).ok_or(Refused::UNAUTHORIZED)?;
    let is_new = known.webhook != webhook;
    let mut events = Vec::new();
    if call.params.flag("drop_pending_updates") {
        let before = known.queue.next_id();
        events.push(BotEvent::UpdatesConfirmed { bot, before }.into());
    }
    if is_new {
        let is_set = webhook.is_some();
        events.push(BotEvent::WebhookSet { bot, webhook }.into());
        call.server.desk.note_trouble(bot, None);
        if is_set {
            call.server.desk.end_poll(bot, Ended::ByWebhook);
        }
    }
    writing.commit(events, None)?;
    let description = Some(if is_new { changed } else { same });
    Ok(Reply { result: Value::Bool(true), description })
}

/// Updates are brought to loopback only: nothing of a sandbox leaves the machine.
fn check_url(url: &str) -> Result<(), Refused> {
    let bad = |why: &str| Refused::bad_request(format!("bad webhook: {why}"));
    let uri: Uri = url.parse().map_err(|_| bad("URL is invalid"))?;
    if uri.scheme_str() != Some("http") {
        return Err(bad("the sandbox brings updates by plain http:// only"));
    }
    let host = uri.host().ok_or_else(|| bad("URL host is empty"))?;
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    if !host.eq_ignore_ascii_case("localhost") && !address.is_ok_and(|it| it.is_loopback()) {
        return Err(bad("the sandbox brings updates to loopback addresses only"));
    }
    Ok(())
}

fn is_secret(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.len() <= MAX_SECRET && text.chars().all(is_allowed)
}

/// The next update that waits for a bot, and where it is to be brought.
pub(in crate::botapi) fn next(server: &Server, bot: UserId) -> Option<(Webhook, i64, Value)> {
    let now = server.now();
    let state = server.read();
    let known = state.bot(bot)?;
    let webhook = known.webhook.clone()?;
    let pending = known.queue.from(0, now).next()?;
    Some((webhook, pending.id, View { state: &state, bot }.update(pending)))
}
