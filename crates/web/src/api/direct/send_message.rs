//! `POST /send_message`: a message in the owner's name, once.

use axum::Json;
use axum::http::HeaderMap;
use domain::{AccountId, PeerId, Scope};
use engine::{DirectError, LONGEST_TEXT, Outgoing, Receipt, Recipient};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::which;
use crate::api::caller::{Caller, Sends};
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::Millis;
use crate::api::take::Body;

/// The longest key, in characters.
const LONGEST_KEY: usize = 255;

/// The message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(
    as = SendMessage,
    example = json!({"peer": "@anna_belova", "text": "Hi!", "idempotency_key": "order-17"})
)]
pub(crate) struct Asked {
    /// Of which account; the only one, if not said.
    #[serde(default)]
    account: Option<String>,
    /// Instead of `account`: its phone number.
    #[serde(default)]
    phone: Option<String>,
    /// To whom: the number of a dialog, `@name`, or `me` for Saved Messages.
    peer: PeerName,
    /// What it says, 4096 characters at most.
    text: String,
    /// Instead of the header `Idempotency-Key`.
    #[serde(default)]
    idempotency_key: Option<String>,
}

/// The number of a dialog, `@name`, or `me`.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum PeerName {
    /// A number.
    Id(i64),
    /// A name, or a number as a text.
    Name(String),
}

/// What it became.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SentMessage)]
pub(crate) struct Sent {
    /// The account that sent it.
    #[schema(value_type = String)]
    account: AccountId,
    /// The chat.
    peer: i64,
    /// Its number in the chat.
    message_id: i32,
    /// When Telegram says it was sent.
    sent_at: Millis,
    /// Whether it had been sent before, under the same key.
    repeated: bool,
}

/// Send a message
///
/// It is sent as the owner, at once: the twin stands down in that chat, as where the owner writes by hand.
/// Under one `Idempotency-Key` nothing is sent twice, so whoever got no answer repeats the request; the same
/// key with another message is refused. A key is known for 30 days.
///
/// The limits `messages_per_minute` and `messages_per_day` of the account's rules hold here too, counted apart from
/// what the twin sends. While Telegram has limited the account, or asks it to wait, nothing is sent. The owner's own
/// pause stops their twin, and not this.
#[utoipa::path(
    post, path = "/send_message", tag = "Telegram", request_body = Asked,
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "By which the message is known again: \
            1 to 255 visible ASCII characters."),
    ),
    responses(
        (status = 200, body = Sent, description = "It is at Telegram."),
        (status = 404, description = "There is no such account, or nobody by that number or name; \
            `peer_not_met`: the chat is known from an import only."),
        (status = 409, description = "The account is not logged in, limited, or paused since Telegram has limited \
            it; or the key is in use just now; `may_have_arrived`: of a bot, whose messages Telegram does not know \
            again, nobody knows whether it was sent, and under this key it is not sent again."),
        (status = 429, description = "Telegram asks to wait, or the account's limits let no more go yet: \
            `Retry-After`."),
        (status = 503, description = "The account is not connected, or Telegram does not answer: it may \
            have been sent; repeat it under the same key."),
    ),
    security(("token" = ["send"])),
)]
pub(crate) async fn post(
    caller: Caller<Sends>,
    headers: HeaderMap,
    Body(asked): Body<Asked>,
) -> Result<Json<Sent>, Problem> {
    let text = asked.text;
    if text.trim().is_empty() {
        return Err(Problem::invalid("text", Wrong::Empty));
    }
    if text.encode_utf16().count() > LONGEST_TEXT {
        return Err(Problem::invalid("text", Wrong::TooLong(LONGEST_TEXT as u64)));
    }
    let key = key(&headers, asked.idempotency_key)?;
    let account = which::account(&caller, asked.account.as_deref(), asked.phone.as_deref()).await?;
    let view = caller.engine.account(account).await?.ok_or(Problem::NotFound)?;
    let own = view.account.profile.user_id;
    let to = recipient(asked.peer, own)?;
    // In Saved Messages the owner tells their twin what to do: that is more than to send.
    let lacking = [Scope::Answer, Scope::Manage]
        .into_iter()
        .find(|scope| !caller.bearer.scopes.allow(*scope));
    let may_tell_twin = lacking.is_none();
    let outgoing = Outgoing { account, to, text, key, may_tell_twin, by_program: true };
    let Receipt { chat, sent, again } =
        caller.engine.send_as_owner(&outgoing).await.map_err(|error| match (error, lacking) {
            (DirectError::MayNotTell, Some(scope)) => Problem::MissingScope(scope),
            (error, _) => error.into(),
        })?;
    Ok(Json(Sent {
        account,
        peer: chat.0,
        message_id: sent.id.0,
        sent_at: sent.sent_at.as_millis(),
        repeated: again,
    }))
}

/// The key, of the header or of the body. In the header it may stand in quotation marks.
fn key(headers: &HeaderMap, of_body: Option<String>) -> Result<Option<String>, Problem> {
    let wrong = || Problem::invalid("idempotency_key", Wrong::Key);
    let of_header = match headers.get("idempotency-key") {
        None => None,
        Some(value) => Some(value.to_str().map_err(|_| wrong())?.trim()),
    };
    let of_header = of_header.map(|key| {
        key.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(key).to_owned()
    });
    let key = match (of_header, of_body) {
        (Some(header), Some(body)) if header != body => return Err(wrong()),
        (header, body) => header.or(body),
    };
    let is_usable = |key: &String| {
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match key {
        Some(key) if !is_usable(&key) => Err(wrong()),
        key => Ok(key),
    }
}

fn recipient(peer: PeerName, own: PeerId) -> Result<Recipient, Problem> {
    let name = match peer {
        PeerName::Id(id) => return Ok(Recipient::Chat(PeerId(id))),
        PeerName::Name(name) => name,
    };
    let name = name.trim();
    if name == "me" {
        return Ok(Recipient::Chat(own));
    }
    // A phone number would be read as the ID of a chat that nobody has.
    if name.starts_with('+') {
        return Err(Problem::invalid("peer", Wrong::Peer));
    }
    if let Ok(id) = name.parse() {
        return Ok(Recipient::Chat(PeerId(id)));
    }
    let name = name.strip_prefix('@').unwrap_or(name);
    let is_name = (3..=64).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name {
        return Err(Problem::invalid("peer", Wrong::Peer));
    }
    Ok(Recipient::Username(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of_header(key: &'static str) -> Option<Option<String>> {
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", HeaderValue::from_static(key));
        super::key(&headers, None).ok()
    }

    #[test]
    fn a_key_is_the_same_with_quotation_marks_and_without() {
        assert_eq!(of_header("\"a-1\""), Some(Some("a-1".to_owned())));
        assert_eq!(of_header("a-1"), Some(Some("a-1".to_owned())));
        assert_eq!(of_header(""), None);
        assert_eq!(of_header("a b"), None);
        let body = |key: &str| super::key(&HeaderMap::new(), Some(key.to_owned())).ok();
        assert_eq!(body("ключ"), None);
        assert_eq!(body(&"x".repeat(256)), None);
        assert_eq!(body(&"x".repeat(255)), Some(Some("x".repeat(255))));
    }

    #[test]
    fn a_peer_is_a_number_a_name_or_the_account_itself() {
        let of = |name: &str| recipient(PeerName::Name(name.to_owned()), PeerId(9)).ok();
        let named = |name: &str| Some(Recipient::Username(name.to_owned()));
        assert_eq!(of("@anna_b"), named("anna_b"));
        assert_eq!(of("anna_b"), named("anna_b"));
        assert_eq!(of("-100500"), Some(Recipient::Chat(PeerId(-100_500))));
        assert_eq!(of("me"), Some(Recipient::Chat(PeerId(9))));
        for none in ["", "@", "@1anna", "anna belova", "https://t.me/anna", "@анна", "+79991112233"]
        {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
