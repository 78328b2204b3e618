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
    /// What that cost, in billionths of the currency of the prices; 0 also where these are not known.
    pub billionths: u64,
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
    /// What they cost, in billionths of the currency of the prices; 0 also where these are not known.
    pub billionths: u64,
}

/// What voice took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VoiceUsage {
    /// How many voice notes, and what else is listened to, were heard.
    pub heard: u64,
    /// How much sound was paid for in hearing them.
    pub charged: Duration,
    /// How long what was heard is, in seconds, where that is known.
    pub seconds: u64,
    /// What hearing cost, in billionths of the currency of the prices; 0 also where these are not known.
    pub billionths: u64,
    /// What was spoken.
    pub spoke: Spoke,
}

impl VoiceUsage {
    /// What all of it cost, in billionths.
    pub fn cost(&self) -> u64 {
        self.billionths.saturating_add(self.spoke.billionths)
    }

    /// Whether nothing was heard or spoken.
    pub fn is_none(&self) -> bool {
        self.heard == 0 && self.spoke.notes == 0
    }
}

impl std::ops::AddAssign for VoiceUsage {
    fn add_assign(&mut self, other: Self) {
        self.heard += other.heard;
        self.charged += other.charged;
        self.seconds += other.seconds;
        self.billionths = self.billionths.saturating_add(other.billionths);
        self.spoke.notes += other.spoke.notes;
        self.spoke.characters += other.spoke.characters;
        self.spoke.seconds += other.spoke.seconds;
        self.spoke.billionths = self.spoke.billionths.saturating_add(other.spoke.billionths);
    }
}

/// What voice took in a chat at a moment, or within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoiceUsed {
    /// The chat; `None` where it was not kept in which.
    pub chat: Option<PeerId>,
    /// When: of what was spoken the middle of a day of UTC.
    pub at: Timestamp,
    /// What it took.
    pub usage: VoiceUsage,
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
        let Some(before) = before.filter(|message| message.content.is_unheard()) else {
            return Ok(None);
        };
        let heard = before.content.clone().with_said(said);
        let words = match &heard {
            Content::Sound { words, .. } => words,
            _ => said,
        };
        run!(
            self.conn,
            execute,
            "UPDATE telegram_user_messages SET text = $5, heard = $6 \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4",
            &*self.owner,
            &account_text,
            chat.0,
            id.0,
            &*storable(words),
            matches!(heard, Content::Sound { .. }),
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
            "INSERT INTO voice_notes \
             (owner, account, chat, id, at, ear, language, charged, took, problem, billionths) \
             SELECT owner, account, chat, id, $5, $6, $7, $8, $9, $10, $11 FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4 \
             ON CONFLICT (owner, account, chat, id) DO UPDATE SET at = excluded.at, \
             ear = excluded.ear, language = excluded.language, \
             charged = voice_notes.charged + excluded.charged, took = excluded.took, \
             problem = excluded.problem, \
             billionths = voice_notes.billionths + excluded.billionths",
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
            whole(hearing.billionths),
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
            "SELECT at, ear, language, charged, billionths, took, problem FROM voice_notes \
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
            billionths: row.get::<i64>("billionths")?.unsigned_abs(),
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

    /// Counts what speaking in a chat took at a moment.
    pub async fn note_spoke(
        &mut self,
        (account, chat): (AccountId, PeerId),
        at: Timestamp,
        mouth: &str,
        spoke: Spoke,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO speaking \
             (owner, account, day, chat, mouth, notes, characters, seconds, billionths) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (owner, account, day, chat, mouth) DO UPDATE SET \
             notes = speaking.notes + excluded.notes, \
             characters = speaking.characters + excluded.characters, \
             seconds = speaking.seconds + excluded.seconds, \
             billionths = speaking.billionths + excluded.billionths",
            &*self.owner,
            account.to_string(),
            day(at),
            chat.0,
            mouth,
            whole(spoke.notes),
            whole(spoke.characters),
            whole(spoke.seconds),
            whole(spoke.billionths),
        )?;
        Ok(())
    }

    /// What voice took in an account from a moment on and before another; of what was spoken the days of
    /// UTC count whose middle lies there.
    pub async fn voice_used(
        &mut self,
        account: AccountId,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<VoiceUsed>, Error> {
        let account = account.to_string();
        let heard = run!(
            self.conn,
            fetch_all,
            "SELECT v.chat, v.at, v.charged, v.billionths, \
             CAST(coalesce(m.seconds, 0) AS BIGINT) AS seconds FROM voice_notes v \
             JOIN telegram_user_messages m ON m.owner = v.owner AND m.account = v.account \
             AND m.chat = v.chat AND m.id = v.id \
             WHERE v.owner = $1 AND v.account = $2 AND v.at >= $3 AND v.at < $4 \
             AND v.problem IS NULL",
            &*self.owner,
            &account,
            from.as_millis(),
            until.as_millis(),
        )?;
        let mut used = Vec::new();
        for row in &heard {
            let usage = VoiceUsage {
                heard: 1,
                charged: span(row.get("charged")?),
                seconds: row.get::<i64>("seconds")?.unsigned_abs(),
                billionths: row.get::<i64>("billionths")?.unsigned_abs(),
                spoke: Spoke::default(),
            };
            let at = Timestamp::from_millis(row.get("at")?);
            used.push(VoiceUsed { chat: Some(PeerId(row.get("chat")?)), at, usage });
        }
        let spoken = run!(
            self.conn,
            fetch_all,
            "SELECT chat, day, notes, characters, seconds, billionths FROM speaking \
             WHERE owner = $1 AND account = $2 AND day >= $3 AND day <= $4 \
             ORDER BY day, chat, mouth",
            &*self.owner,
            &account,
            day(from),
            day(until),
        )?;
        for row in &spoken {
            let at = Timestamp::from_secs(row.get::<i64>("day")? * DAY + DAY / 2);
            if at < from || at >= until {
                continue;
            }
            let chat = Some(PeerId(row.get("chat")?)).filter(|chat| chat.0 != 0);
            let spoke = Spoke {
                notes: row.get::<i64>("notes")?.unsigned_abs(),
                characters: row.get::<i64>("characters")?.unsigned_abs(),
                seconds: row.get::<i64>("seconds")?.unsigned_abs(),
                billionths: row.get::<i64>("billionths")?.unsigned_abs(),
            };
            let usage = VoiceUsage { spoke, ..VoiceUsage::default() };
            used.push(VoiceUsed { chat, at, usage });
        }
        Ok(used)
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

/// The seconds of a day.
pub(crate) const DAY: i64 = 24 * 3_600;

pub(crate) fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

pub(crate) fn span(millis: i64) -> Duration {
    Duration::from_millis(millis.unsigned_abs())
}

pub(crate) fn day(at: Timestamp) -> i64 {
    at.as_secs().div_euclid(DAY)
}

pub(crate) fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
