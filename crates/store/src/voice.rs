//! Voice: what was heard in voice notes, the notes that say the messages of replies, and what both took.

use std::time::Duration;

use domain::policy::{Aloud, Told};
use domain::{
    AccountId, Content, Message, MessageId, PeerId, ReplyId, Timestamp, VoiceChoice, VoiceNote,
    Waveform,
};

use crate::text::{StoredAsText, storable};
use crate::tx::{run, undecodable};
use crate::{Error, Tx};

/// What came of hearing a voice note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// When that was.
    pub at: Timestamp,
    /// Who heard it; `None` where nobody could.
    pub ear: Option<String>,
    /// The language that was spoken, as a code of ISO 639-1, where that is known.
    pub language: Option<String>,
    /// The sound that was paid for.
    pub charged: Duration,
    /// How long it took.
    pub took: Duration,
    /// Why it was not heard, by name.
    pub problem: Option<String>,
}

/// What speaking took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spoke {
    /// How many voice notes were spoken.
    pub notes: u64,
    /// How many characters were paid for.
    pub characters: u64,
    /// How long the notes are, in seconds.
    pub seconds: u64,
}

/// What voice took in an account since some moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VoiceUsage {
    /// How many voice notes were heard.
    pub heard: u64,
    /// How much sound was paid for in hearing them.
    pub charged: Duration,
    /// What was spoken.
    pub spoke: Spoke,
}

impl std::ops::AddAssign for VoiceUsage {
    fn add_assign(&mut self, other: Self) {
        self.heard += other.heard;
        self.charged += other.charged;
        self.spoke.notes += other.spoke.notes;
        self.spoke.characters += other.spoke.characters;
        self.spoke.seconds += other.spoke.seconds;
    }
}

impl Tx {
    /// Keeps what was said in a voice note, and returns its message; `None` if there is no such note.
    pub async fn keep_heard(
        &mut self,
        account: AccountId,
        (chat, id): (PeerId, MessageId),
        said: &str,
        hearing: &Hearing,
    ) -> Result<Option<Message>, Error> {
        let account_text = account.to_string();
        self.take_index(&account_text).await?;
        let before = self.stored_message(&account_text, chat, id).await?;
        let Some(before) =
            before.filter(|message| matches!(message.content, Content::Voice { .. }))
        else {
            return Ok(None);
        };
        run!(
            self.conn,
            execute,
            "UPDATE telegram_user_messages SET text = $5 \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4",
            &*self.owner,
            &account_text,
            chat.0,
            id.0,
            &*storable(said),
        )?;
        self.reindex(&account_text, &[before]).await?;
        self.keep_hearing(account, (chat, id), hearing).await?;
        self.stored_message(&account_text, chat, id).await
    }

    /// Keeps that a voice note was not heard, and why. `false` if there is no such message.
    pub async fn keep_hearing(
        &mut self,
        account: AccountId,
        (chat, id): (PeerId, MessageId),
        hearing: &Hearing,
    ) -> Result<bool, Error> {
        let kept = run!(
            self.conn,
            execute,
            "INSERT INTO voice_notes (owner, account, chat, id, at, ear, language, charged, took, problem) \
             SELECT owner, account, chat, id, $5, $6, $7, $8, $9, $10 FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4 \
             ON CONFLICT (owner, account, chat, id) DO UPDATE SET at = excluded.at, \
             ear = excluded.ear, language = excluded.language, \
             charged = voice_notes.charged + excluded.charged, took = excluded.took, \
             problem = excluded.problem",
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
            hearing.at.as_millis(),
            hearing.ear.as_deref(),
            hearing.language.as_deref(),
            millis(hearing.charged),
            millis(hearing.took),
            hearing.problem.as_deref(),
        )?;
        Ok(kept == 1)
    }

    /// What came of hearing a voice note; `None` if nobody has tried.
    pub async fn hearing(
        &mut self,
        account: AccountId,
        (chat, id): (PeerId, MessageId),
    ) -> Result<Option<Hearing>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT at, ear, language, charged, took, problem FROM voice_notes \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4",
            &*self.owner,
            account.to_string(),
            chat.0,
            id.0,
        )?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Hearing {
            at: Timestamp::from_millis(row.get("at")?),
            ear: row.get("ear")?,
            language: row.get("language")?,
            charged: span(row.get("charged")?),
            took: span(row.get("took")?),
            problem: row.get("problem")?,
        }))
    }

    /// Keeps the voice notes that say the messages of a reply, which are counted from 0 and must be there.
    /// They go with their messages, or once the reply is over.
    pub async fn keep_sounds(
        &mut self,
        reply: ReplyId,
        sounds: &[(usize, VoiceNote)],
    ) -> Result<(), Error> {
        let reply = reply.to_string();
        for (position, note) in sounds {
            run!(
                self.conn,
                execute,
                "INSERT INTO reply_sounds (owner, reply, position, ogg, seconds, waveform) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                &*self.owner,
                &reply,
                i32::try_from(*position).unwrap_or(i32::MAX),
                &*note.ogg,
                i32::try_from(note.seconds).unwrap_or(i32::MAX),
                &note.waveform[..],
            )?;
        }
        Ok(())
    }

    /// The voice note that says a message of a reply, counted from 0; `None` if it is written, or has
    /// arrived.
    pub async fn sound(
        &mut self,
        reply: ReplyId,
        position: usize,
    ) -> Result<Option<VoiceNote>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT ogg, seconds, waveform FROM reply_sounds \
             WHERE owner = $1 AND reply = $2 AND position = $3",
            &*self.owner,
            reply.to_string(),
            i32::try_from(position).unwrap_or(i32::MAX),
        )?;
        let Some(row) = row else { return Ok(None) };
        let waveform: Vec<u8> = row.get("waveform")?;
        let waveform = Waveform::try_from(waveform)
            .map_err(|_| undecodable("waveform", "not of 63 bytes".into()))?;
        let seconds: i32 = row.get("seconds")?;
        Ok(Some(VoiceNote { ogg: row.get("ogg")?, seconds: seconds.unsigned_abs(), waveform }))
    }

    /// Drops the voice notes of a reply: it is written from now on.
    pub async fn drop_sounds(&mut self, reply: ReplyId) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "DELETE FROM reply_sounds WHERE owner = $1 AND reply = $2",
            &*self.owner,
            reply.to_string(),
        )?;
        Ok(())
    }

    /// Counts what speaking took at a moment.
    pub async fn note_spoke(
        &mut self,
        account: AccountId,
        at: Timestamp,
        mouth: &str,
        spoke: Spoke,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO speaking (owner, account, day, mouth, notes, characters, seconds) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (owner, account, day, mouth) DO UPDATE SET \
             notes = speaking.notes + excluded.notes, \
             characters = speaking.characters + excluded.characters, \
             seconds = speaking.seconds + excluded.seconds",
            &*self.owner,
            account.to_string(),
            day(at),
            mouth,
            whole(spoke.notes),
            whole(spoke.characters),
            whole(spoke.seconds),
        )?;
        Ok(())
    }

    /// What voice took in an account since a moment; of what was spoken whole days of UTC count.
    pub async fn voice_usage(
        &mut self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<VoiceUsage, Error> {
        let account = account.to_string();
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT count(*) AS heard, CAST(coalesce(sum(charged), 0) AS BIGINT) AS charged FROM voice_notes \
             WHERE owner = $1 AND account = $2 AND at >= $3 AND problem IS NULL",
            &*self.owner,
            &account,
            since.as_millis(),
        )?;
        let mut usage = VoiceUsage::default();
        if let Some(row) = row {
            usage.heard = row.get::<i64>("heard")?.unsigned_abs();
            usage.charged = span(row.get("charged")?);
        }
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT CAST(coalesce(sum(notes), 0) AS BIGINT) AS notes, CAST(coalesce(sum(characters), 0) AS BIGINT) AS characters, \
             CAST(coalesce(sum(seconds), 0) AS BIGINT) AS seconds FROM speaking \
             WHERE owner = $1 AND account = $2 AND day >= $3",
            &*self.owner,
            &account,
            day(since),
        )?;
        if let Some(row) = row {
            usage.spoke = Spoke {
                notes: row.get::<i64>("notes")?.unsigned_abs(),
                characters: row.get::<i64>("characters")?.unsigned_abs(),
                seconds: row.get::<i64>("seconds")?.unsigned_abs(),
            };
        }
        Ok(usage)
    }

    /// Who hears and who speaks, as the owner chose on the page; `None` if they chose nothing there.
    pub async fn voice_choice(&mut self) -> Result<Option<VoiceChoice>, Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT choice FROM voice_choices WHERE owner = $1",
            &*self.owner,
        )?;
        let Some(row) = row else { return Ok(None) };
        let text: String = row.get("choice")?;
        serde_json::from_str(&text).map_err(|error| undecodable("choice", error.into()))
    }

    /// Stores the owner's choice in place of an earlier one; `None` takes it back.
    pub async fn set_voice_choice(&mut self, choice: Option<&VoiceChoice>) -> Result<(), Error> {
        let Some(choice) = choice else {
            let sql = "DELETE FROM voice_choices WHERE owner = $1";
            run!(self.conn, execute, sql, &*self.owner)?;
            return Ok(());
        };
        run!(
            self.conn,
            execute,
            "INSERT INTO voice_choices (owner, choice) VALUES ($1, $2) \
             ON CONFLICT (owner) DO UPDATE SET choice = excluded.choice",
            &*self.owner,
            serde_json::to_string(choice).expect("a choice has a JSON form"),
        )?;
        Ok(())
    }

    /// Records that a chat was not told that a twin writes after all: what told it was taken back.
    pub async fn disclosure_is_taken_back(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET disclosed_at = NULL \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        Ok(())
    }

    /// Sets in which replies of a chat it is told that a twin writes, and when they are spoken; `None` is
    /// as the account says. `false` if there is no such chat.
    pub async fn set_told_and_aloud(
        &mut self,
        account: AccountId,
        chat: PeerId,
        told: Option<Told>,
        aloud: Option<Aloud>,
    ) -> Result<bool, Error> {
        let updated = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET told = $4, aloud = $5 \
             WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            told.map(|told| told.as_text()),
            aloud.map(|aloud| aloud.as_text()),
        )?;
        Ok(updated == 1)
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn span(millis: i64) -> Duration {
    Duration::from_millis(millis.unsigned_abs())
}

fn day(at: Timestamp) -> i64 {
    at.as_secs().div_euclid(24 * 3_600)
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
