//! Lines that a twin writes into its account's own Saved Messages: each is sent once, and a reply to it
//! is known by its number.

use domain::{AccountId, MessageId, QuestionId};

use crate::tx::{Row, run, undecodable};
use crate::{Error, Tx};

/// What a line is about, and is found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A question to the owner.
    Question(QuestionId),
}

impl About {
    /// Its kind and its identifier, as they are stored.
    fn stored(self) -> (&'static str, String) {
        match self {
            Self::Question(id) => ("question", id.to_string()),
        }
    }

    fn of(row: &Row) -> Result<Self, Error> {
        let kind: String = row.get("kind")?;
        match kind.as_str() {
            "question" => Ok(Self::Question(row.get_id("about")?)),
            _ => Err(undecodable("kind", format!("unknown: {kind}").into())),
        }
    }
}

/// A line of Saved Messages. What it says is worded when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedLine {
    /// In the Saved Messages of which account.
    pub account: AccountId,
    /// What it is about.
    pub about: About,
    /// The id with which it is sent, however often that takes.
    pub random_id: i64,
    /// Its number, once Telegram has taken it.
    pub message: Option<MessageId>,
}

impl Tx {
    /// Stores a line that is to be sent. A thing has at most one line: a second one changes nothing.
    pub async fn plan_saved_line(&mut self, line: &SavedLine) -> Result<(), Error> {
        let (kind, about) = line.about.stored();
        run!(
            self.conn,
            execute,
            "INSERT INTO saved_lines (owner, account, kind, about, random_id, message) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            &*self.owner,
            line.account.to_string(),
            kind,
            about,
            line.random_id,
            line.message.map(|message| message.0),
        )?;
        Ok(())
    }

    /// The lines of an account that Telegram has not taken yet, in the order of their things.
    pub async fn unsent_saved_lines(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<SavedLine>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT account, kind, about, random_id, message FROM saved_lines \
             WHERE owner = $1 AND account = $2 AND message IS NULL ORDER BY about",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(line)
        .collect()
    }

    /// Notes that Telegram has taken a line.
    pub async fn saved_line_sent(&mut self, about: About, message: MessageId) -> Result<(), Error> {
        let (kind, about) = about.stored();
        run!(
            self.conn,
            execute,
            "UPDATE saved_lines SET message = $4 WHERE owner = $1 AND kind = $2 AND about = $3",
            &*self.owner,
            kind,
            about,
            message.0,
        )?;
        Ok(())
    }

    /// The line that is a message of an account, if it is one.
    pub async fn saved_line_of(
        &mut self,
        account: AccountId,
        message: MessageId,
    ) -> Result<Option<SavedLine>, Error> {
        run!(
            self.conn,
            fetch_optional,
            "SELECT account, kind, about, random_id, message FROM saved_lines \
             WHERE owner = $1 AND account = $2 AND message = $3",
            &*self.owner,
            account.to_string(),
            message.0,
        )?
        .map(|row| line(&row))
        .transpose()
    }

    /// Forgets the line about a thing.
    pub async fn drop_saved_line(&mut self, about: About) -> Result<(), Error> {
        let (kind, about) = about.stored();
        run!(
            self.conn,
            execute,
            "DELETE FROM saved_lines WHERE owner = $1 AND kind = $2 AND about = $3",
            &*self.owner,
            kind,
            about,
        )?;
        Ok(())
    }
}

fn line(row: &Row) -> Result<SavedLine, Error> {
    Ok(SavedLine {
        account: row.get_id("account")?,
        about: About::of(row)?,
        random_id: row.get("random_id")?,
        message: row.get::<Option<i32>>("message")?.map(MessageId),
    })
}
