//! What bears on whether a twin may answer in a chat, read at once: it is asked twice for every reply.

use domain::policy::{Aloud, Told};
use domain::{AccountId, Mode, Pause, Peer, PeerId, Timestamp};

use crate::chats::peer;
use crate::policies::{Rules, rules, value};
use crate::tx::run;
use crate::{Error, Tx};

/// How things stand for a twin in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The other side.
    pub peer: Peer,
    /// The mode of the chat, if it has one of its own.
    pub mode: Option<Mode>,
    /// The mode of the account's chats that have none of their own.
    pub default_mode: Mode,
    /// What holds in the account.
    pub rules: Rules,
    /// The twin's pause in the chat, which may be over.
    pub pause: Option<Pause>,
    /// When the owner last wrote in the chat; neither the twin nor a draft that the owner sent counts.
    pub owner_wrote: Option<Timestamp>,
    /// When the chat was last told that the owner is away.
    pub away_said: Option<Timestamp>,
    /// Whether the chat was told that a twin writes.
    pub disclosed: bool,
    /// In which replies it is told, if the chat has a choice of its own.
    pub told: Option<Told>,
    /// When replies are spoken, if the chat has a choice of its own.
    pub aloud: Option<Aloud>,
}

impl Tx {
    /// How things stand in a chat; `None` if there is no such chat.
    pub async fn situation(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<Situation>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT c.chat, c.peer_kind, c.title, c.username, c.is_self, c.bot, c.support, \
             c.deleted, c.scam, c.contact, c.mode, c.away_said_at, c.disclosed_at, c.told, c.aloud, \
             a.default_mode, p.policy, p.pause, p.alert, p.bounds, c.pause AS chat_pause, \
             (SELECT m.sent_at FROM telegram_user_messages m \
             WHERE m.owner = $1 AND m.account = $2 AND m.chat = $3 AND m.author = 'owner' \
             AND NOT EXISTS (SELECT 1 FROM replies r WHERE r.owner = $1 AND r.account = $2 \
             AND r.chat = $3 AND r.sent_as = m.id) ORDER BY m.id DESC LIMIT 1) AS owner_wrote_at \
             FROM telegram_chats c \
             JOIN telegram_integrations a ON a.owner = c.owner AND a.id = c.account \
             LEFT JOIN policies p ON p.owner = c.owner AND p.account = c.account \
             WHERE c.owner = $1 AND c.account = $2 AND c.chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        let Some(row) = row else { return Ok(None) };
        let at = |column| -> Result<_, Error> {
            Ok(row.get::<Option<i64>>(column)?.map(Timestamp::from_millis))
        };
        Ok(Some(Situation {
            peer: peer(&row)?,
            mode: row.get_optional_enum("mode")?,
            default_mode: row.get_enum("default_mode")?,
            rules: rules(&row)?,
            pause: value(&row, "chat_pause")?,
            owner_wrote: at("owner_wrote_at")?,
            away_said: at("away_said_at")?,
            disclosed: at("disclosed_at")?.is_some(),
            told: row.get_optional_enum("told")?,
            aloud: row.get_optional_enum("aloud")?,
        }))
    }
}
