//! Messages of all chats: full-text search and filters.

use std::fmt;
use std::str::FromStr;

use axum::Json;
use domain::{AccountId, Author, ContentKind, MessageId, PeerId, Timestamp};
use engine::{Engine, FoundMessage, Place, Search, Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::caller::{Caller, Reads};
use crate::api::paging::Paging;
use crate::api::problem::{Problem, Wrong};
use crate::api::shapes::{MessageShape, Millis, ModeName};
use crate::api::take::Asked;

/// The longest search, in characters.
pub(crate) const LONGEST: usize = 1_000;

/// Which messages are looked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Looked {
    /// Words that they must have, all of them, in any form and order, in Russian and English, with or
    /// without accents; `"…"` is a phrase as it stands. Nothing else has a meaning of its own. Left out or empty, all messages are found.
    #[param(max_length = 1000)]
    pub(crate) q: Option<String>,
    /// Whether the last word need not be finished: `рабо` finds `работа`.
    pub(crate) typing: Option<bool>,
    /// Of one account only.
    pub(crate) account: Option<String>,
    /// Of one chat only: Telegram's number.
    pub(crate) chat: Option<i64>,
    /// Sent then or later.
    pub(crate) from: Option<Millis>,
    /// Sent before.
    pub(crate) until: Option<Millis>,
    /// By whom.
    #[param(inline)]
    pub(crate) author: Option<AuthorName>,
    /// What kind of thing.
    #[param(inline)]
    pub(crate) kind: Option<KindName>,
    /// Only what the twin sent, and when it was allowed so much.
    #[param(inline)]
    pub(crate) mode: Option<ModeName>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthorName {
    /// Somebody else.
    Other,
    /// The owner.
    Owner,
    /// The twin, in the owner's name.
    Twin,
}

/// What kind of thing a message is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindName {
    /// Plain text.
    Text,
    /// A voice note.
    Voice,
    /// A sticker.
    Sticker,
    /// A photo, video, document or anything else.
    Media,
    /// A call, a pinned message and the like.
    Service,
}

impl From<AuthorName> for Author {
    fn from(name: AuthorName) -> Self {
        match name {
            AuthorName::Other => Self::Other,
            AuthorName::Owner => Self::Owner,
            AuthorName::Twin => Self::Twin,
        }
    }
}

impl From<KindName> for ContentKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Text => Self::Text,
            KindName::Voice => Self::Voice,
            KindName::Sticker => Self::Sticker,
            KindName::Media => Self::Media,
            KindName::Service => Self::Service,
        }
    }
}

impl Looked {
    /// What the engine is to look for. Another owner's account is as unknown as nobody's.
    pub(crate) async fn search(&self, engine: &Engine, paging: &Paging) -> Result<Search, Problem> {
        let words = self.q.as_deref().unwrap_or_default();
        if words.chars().count() > LONGEST {
            return Err(Problem::invalid("q", Wrong::TooLong(LONGEST as u64)));
        }
        let mut account = None;
        if let Some(named) = &self.account {
            account = named.parse::<AccountId>().ok();
            let is_known = match account {
                Some(account) => engine.account(account).await?.is_some(),
                None => false,
            };
            if !is_known {
                return Err(Problem::invalid("account", Wrong::Account));
            }
        }
        Ok(Search {
            wanted: Wanted::new(words, self.typing.unwrap_or(false)),
            account,
            chat: self.chat.map(PeerId),
            from: self.from.map(Timestamp::from_millis),
            until: self.until.map(Timestamp::from_millis),
            author: self.author.map(Into::into),
            kind: self.kind.map(Into::into),
            mode: self.mode.map(Into::into),
            after: paging.after::<Cursor>()?.map(|Cursor(place)| place),
            limit: paging.limit()?,
        })
    }
}

/// A place among all messages as a cursor: `second.account.chat.number`.
pub(crate) struct Cursor(pub(crate) Place);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { second, account, chat, id } = self.0;
        write!(f, "{second}.{account}.{}.{}", chat.0, id.0)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('.');
        let mut next = || parts.next().ok_or(());
        let place = Place {
            second: next()?.parse().map_err(drop)?,
            account: next()?.parse().map_err(drop)?,
            chat: PeerId(next()?.parse().map_err(drop)?),
            id: MessageId(next()?.parse().map_err(drop)?),
        };
        if parts.next().is_none() { Ok(Self(place)) } else { Err(()) }
    }
}

/// A message and where it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = FoundMessage)]
pub(crate) struct Found {
    /// The account.
    #[schema(value_type = String)]
    account: AccountId,
    /// The name of the chat.
    title: String,
    #[serde(flatten)]
    message: MessageShape,
}

impl From<FoundMessage> for Found {
    fn from(FoundMessage { account, title, message }: FoundMessage) -> Self {
        Self { account, title, message: message.into() }
    }
}

/// How far older messages are indexed.
#[derive(Serialize, ToSchema)]
#[schema(as = Indexing)]
pub(super) struct IndexingShape {
    /// How many messages are found by now.
    done: u64,
    /// Of how many.
    of: u64,
}

/// A part of what was found.
#[derive(Serialize, ToSchema)]
#[schema(as = FoundMessages)]
pub(super) struct FoundPage {
    /// Messages, the newest first. There may be fewer than `limit` although more follow.
    items: Vec<Found>,
    /// The `cursor` of the part that follows; null if this is the last.
    next: Option<String>,
    /// While messages from before this version, or out of a backup, are still being indexed and not all
    /// found yet: how far that is. Else null.
    indexing: Option<IndexingShape>,
}

/// Search messages
///
/// In all chats, the newest first.
#[utoipa::path(
    get, path = "/api/v1/messages", tag = "Messages",
    params(Looked, Paging),
    responses((status = 200, body = FoundPage, description = "Messages.")),
    security(("token" = ["read"])),
)]
pub(super) async fn search(
    caller: Caller<Reads>,
    Asked(looked): Asked<Looked>,
    Asked(paging): Asked<Paging>,
) -> Result<Json<FoundPage>, Problem> {
    let search = looked.search(&caller.engine, &paging).await?;
    let found = caller.engine.search(&search).await?;
    Ok(Json(FoundPage {
        items: found.messages.into_iter().map(Into::into).collect(),
        next: found.next.map(|place| Cursor(place).to_string()),
        indexing: found.indexing.map(|far| IndexingShape { done: far.done, of: far.of }),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        let account = AccountId::new(Timestamp::from_secs(1), 2);
        let place = Place {
            second: -5,
            account,
            chat: PeerId(-1_000_000_000_007),
            id: MessageId(i32::MAX),
        };
        let Ok(Cursor(again)) = Cursor(place).to_string().parse::<Cursor>() else {
            panic!("it is no cursor any more")
        };
        assert_eq!(again, place);
        for wrong in ["", "1", "1.2.3.4", &format!("{}.5", Cursor(place))] {
            assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
        }
    }
}
