//! Voices that were made of the owner's recordings, how voice notes sound that they could be made of, and
//! in which voice twins speak.

use std::time::Duration;

use domain::{
    AccountId, ClonedVoice, Consent, MadeOf, Message, MessageId, NoteKey, NoteMeasure, PeerId,
    Timestamp, VoiceId, VoiceMade, VoiceState, VoiceTrouble, Waveform,
};

use crate::messages::{message, select_messages};
use crate::text::StoredAsText;
use crate::tx::{Row, run, sql_limit, undecodable};
use crate::{Error, Tx};

macro_rules! select_voices {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, place, voice, state, problem, since, consent_at, consent_text, \
             consent_language, account, notes, recordings, spoken FROM cloned_voices \
             WHERE owner = $1 ",
            $rest
        )
    };
}

impl Tx {
    /// The voices that were made of the owner's recordings, the newest first.
    pub async fn cloned_voices(&mut self) -> Result<Vec<ClonedVoice>, Error> {
        let sql = select_voices!("ORDER BY id DESC");
        run!(self.conn, fetch_all, sql, &*self.owner)?.iter().map(voice).collect()
    }

    /// One of them.
    pub async fn cloned_voice(&mut self, id: VoiceId) -> Result<Option<ClonedVoice>, Error> {
        let sql = select_voices!("AND id = $2");
        let row = run!(self.conn, fetch_optional, sql, &*self.owner, id.to_string())?;
        row.as_ref().map(voice).transpose()
    }

    /// Writes a voice down that is to be made.
    pub async fn add_cloned_voice(&mut self, voice: &ClonedVoice) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "INSERT INTO cloned_voices (owner, id, name, place, voice, state, problem, since, \
             consent_at, consent_text, consent_language, account, notes, recordings, spoken) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            &*self.owner,
            voice.id.to_string(),
            &*voice.name,
            &*voice.place,
            voice.voice.as_deref(),
            voice.state.as_text(),
            voice.problem.map(|problem| problem.as_text()),
            voice.since.as_millis(),
            voice.consent.at.as_millis(),
            &*voice.consent.text,
            &*voice.consent.language,
            voice.of.account.map(|account| account.to_string()),
            count(voice.of.notes),
            count(voice.of.recordings),
            millis(voice.of.spoken),
        )?;
        Ok(())
    }

    /// The provider has made a voice. One that its owner does not want any more stays to be deleted, now by
    /// the name that the provider has for it.
    pub async fn cloned_voice_is_made(
        &mut self,
        id: VoiceId,
        made: &VoiceMade,
        now: Timestamp,
    ) -> Result<(), Error> {
        let state = if made.unverified { VoiceState::Unverified } else { VoiceState::Made };
        run!(
            self.conn,
            execute,
            "UPDATE cloned_voices SET voice = $3, \
             problem = CASE WHEN state = 'deleting' THEN problem END, \
             since = CASE WHEN state = 'deleting' THEN since ELSE $5 END, \
             state = CASE WHEN state = 'deleting' THEN state ELSE $4 END \
             WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            &*made.id,
            state.as_text(),
            now.as_millis(),
        )?;
        Ok(())
    }

    /// The provider has made no voice. One that its owner does not want any more stays to be deleted, which
    /// then finds nothing.
    pub async fn cloned_voice_failed(
        &mut self,
        id: VoiceId,
        problem: VoiceTrouble,
        now: Timestamp,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE cloned_voices SET state = 'failed', problem = $3, since = $4 \
             WHERE owner = $1 AND id = $2 AND state = 'making'",
            &*self.owner,
            id.to_string(),
            problem.as_text(),
            now.as_millis(),
        )?;
        Ok(())
    }

    /// Notes why a voice is neither known to be made nor deleted yet; `None` is that nothing is known.
    pub async fn note_cloned_voice(
        &mut self,
        id: VoiceId,
        problem: Option<VoiceTrouble>,
    ) -> Result<(), Error> {
        run!(
            self.conn,
            execute,
            "UPDATE cloned_voices SET problem = $3 WHERE owner = $1 AND id = $2",
            &*self.owner,
            id.to_string(),
            problem.map(|problem| problem.as_text()),
        )?;
        Ok(())
    }

    /// The owner takes their consent back: the voice is to be deleted, and no account and no chat speaks in it
    /// any more. Since it is not kept in which voice replies were spoken that were not sent, all of them are
    /// written instead. Returns it as it was; `None` if there is no such voice.
    pub async fn withdraw_cloned_voice(
        &mut self,
        id: VoiceId,
        now: Timestamp,
    ) -> Result<Option<ClonedVoice>, Error> {
        let Some(voice) = self.cloned_voice(id).await? else { return Ok(None) };
        if voice.state != VoiceState::Deleting {
            run!(
                self.conn,
                execute,
                "UPDATE cloned_voices SET state = 'deleting', problem = NULL, since = $3 \
                 WHERE owner = $1 AND id = $2",
                &*self.owner,
                id.to_string(),
                now.as_millis(),
            )?;
        }
        if let Some(of_provider) = voice.voice.as_deref() {
            let sounds = "DELETE FROM reply_sounds WHERE owner = $1";
            run!(self.conn, execute, sounds, &*self.owner)?;
            for sql in [
                "UPDATE telegram_chats SET voice = NULL WHERE owner = $1 AND voice = $2",
                "UPDATE telegram_integrations SET voice = NULL WHERE owner = $1 AND voice = $2",
            ] {
                run!(self.conn, execute, sql, &*self.owner, of_provider)?;
            }
        }
        Ok(Some(voice))
    }

    /// Withdraws every voice that was made of an account's voice notes, which from now on nothing refers to.
    pub(crate) async fn withdraw_cloned_voices_of(
        &mut self,
        account: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = select_voices!("AND account = $2");
        let voices = run!(self.conn, fetch_all, sql, &*self.owner, account)?;
        for voice in voices.iter().map(voice).collect::<Result<Vec<_>, _>>()? {
            self.withdraw_cloned_voice(voice.id, now).await?;
        }
        run!(
            self.conn,
            execute,
            "UPDATE cloned_voices SET account = NULL WHERE owner = $1 AND account = $2",
            &*self.owner,
            account,
        )?;
        Ok(())
    }

    /// Forgets a voice with all that was agreed to: the provider has none, or its owner deletes it there
    /// themselves. `false` if it is there to be spoken in, or there is none.
    pub async fn forget_cloned_voice(&mut self, id: VoiceId) -> Result<bool, Error> {
        let forgotten = run!(
            self.conn,
            execute,
            "DELETE FROM cloned_voices WHERE owner = $1 AND id = $2 \
             AND state IN ('deleting', 'failed')",
            &*self.owner,
            id.to_string(),
        )?;
        Ok(forgotten == 1)
    }

    /// At most `limit` voice notes that the owner has spoken in an account, the newest first.
    pub async fn own_voice_notes(
        &mut self,
        account: AccountId,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        run!(
            self.conn,
            fetch_all,
            sqlite: select_messages!(
                "AND author = 'owner' AND kind = 'voice' AND forwarded = 0 AND via_bot = 0 \
                 ORDER BY sent_at DESC, chat, id DESC LIMIT $3"
            ),
            postgres: select_messages!(
                "AND author = 'owner' AND kind = 'voice' AND NOT forwarded AND NOT via_bot \
                 ORDER BY sent_at DESC, chat, id DESC LIMIT $3"
            ),
            &*self.owner,
            account.to_string(),
            sql_limit(limit),
        )?
        .iter()
        .map(message)
        .collect()
    }

    /// How the voice notes of an account sound that were measured.
    pub async fn note_measures(
        &mut self,
        account: AccountId,
    ) -> Result<Vec<(NoteKey, NoteMeasure)>, Error> {
        run!(
            self.conn,
            fetch_all,
            "SELECT chat, id, duration, speech, loudness, noise, clipped, waveform \
             FROM note_measures WHERE owner = $1 AND account = $2",
            &*self.owner,
            account.to_string(),
        )?
        .iter()
        .map(|row| {
            let (chat, id) = (PeerId(row.get("chat")?), MessageId(row.get("id")?));
            Ok((NoteKey { chat, message: id }, measure(row)?))
        })
        .collect()
    }

    /// Keeps how a voice note sounds, in place of what was known; `false` if there is no such message.
    pub async fn keep_note_measure(
        &mut self,
        account: AccountId,
        note: NoteKey,
        measure: &NoteMeasure,
    ) -> Result<bool, Error> {
        let kept = run!(
            self.conn,
            execute,
            "INSERT INTO note_measures (owner, account, chat, id, duration, speech, loudness, noise, \
             clipped, waveform) \
             SELECT owner, account, chat, id, $5, $6, $7, $8, $9, $10 FROM telegram_user_messages \
             WHERE owner = $1 AND account = $2 AND chat = $3 AND id = $4 \
             ON CONFLICT (owner, account, chat, id) DO UPDATE SET duration = excluded.duration, \
             speech = excluded.speech, loudness = excluded.loudness, noise = excluded.noise, \
             clipped = excluded.clipped, waveform = excluded.waveform",
            &*self.owner,
            account.to_string(),
            note.chat.0,
            note.message.0,
            millis(measure.duration),
            millis(measure.speech),
            measure.loudness,
            measure.noise,
            measure.clipped,
            &measure.waveform[..],
        )?;
        Ok(kept == 1)
    }

    /// In which voice the twin of an account speaks, and that in a chat, by the provider's names: the chat's own, and the
    /// account's. `None` is as is chosen for all.
    pub async fn spoken_voices(
        &mut self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<(Option<String>, Option<String>), Error> {
        let row = run!(
            self.conn,
            fetch_optional,
            "SELECT c.voice AS of_chat, a.voice AS of_account FROM telegram_integrations a \
             LEFT JOIN telegram_chats c ON c.owner = a.owner AND c.account = a.id AND c.chat = $3 \
             WHERE a.owner = $1 AND a.id = $2",
            &*self.owner,
            account.to_string(),
            chat.0,
        )?;
        let Some(row) = row else { return Ok((None, None)) };
        Ok((row.get("of_chat")?, row.get("of_account")?))
    }

    /// In which voice the twin of an account speaks; `None` is as is chosen for all.
    pub async fn account_voice(&mut self, account: AccountId) -> Result<Option<String>, Error> {
        Ok(self.spoken_voices(account, PeerId(0)).await?.1)
    }

    /// Sets in which voice the twin of an account speaks; `false` if there is no such account.
    pub async fn set_account_voice(
        &mut self,
        account: AccountId,
        voice: Option<&str>,
    ) -> Result<bool, Error> {
        let set = run!(
            self.conn,
            execute,
            "UPDATE telegram_integrations SET voice = $3 \
             WHERE owner = $1 AND id = $2 AND removed_at IS NULL",
            &*self.owner,
            account.to_string(),
            voice,
        )?;
        Ok(set == 1)
    }

    /// Sets in which voice the twin speaks in a chat; `false` if there is no such chat.
    pub async fn set_chat_voice(
        &mut self,
        account: AccountId,
        chat: PeerId,
        voice: Option<&str>,
    ) -> Result<bool, Error> {
        let set = run!(
            self.conn,
            execute,
            "UPDATE telegram_chats SET voice = $4 WHERE owner = $1 AND account = $2 AND chat = $3",
            &*self.owner,
            account.to_string(),
            chat.0,
            voice,
        )?;
        Ok(set == 1)
    }
}

fn voice(row: &Row) -> Result<ClonedVoice, Error> {
    let at = |column| -> Result<_, Error> { Ok(Timestamp::from_millis(row.get(column)?)) };
    let many = |column| -> Result<_, Error> { Ok(row.get::<i32>(column)?.unsigned_abs()) };
    let account: Option<String> = row.get("account")?;
    Ok(ClonedVoice {
        id: row.get_id("id")?,
        name: row.get("name")?,
        place: row.get("place")?,
        voice: row.get("voice")?,
        state: row.get_enum("state")?,
        problem: row.get_optional_enum("problem")?,
        since: at("since")?,
        consent: Consent {
            at: at("consent_at")?,
            text: row.get("consent_text")?,
            language: row.get("consent_language")?,
        },
        of: MadeOf {
            account: account.map(|_| row.get_id("account")).transpose()?,
            notes: many("notes")?,
            recordings: many("recordings")?,
            spoken: span(row.get("spoken")?),
        },
    })
}

fn measure(row: &Row) -> Result<NoteMeasure, Error> {
    let waveform: Vec<u8> = row.get("waveform")?;
    Ok(NoteMeasure {
        duration: span(row.get("duration")?),
        speech: span(row.get("speech")?),
        loudness: row.get("loudness")?,
        noise: row.get("noise")?,
        clipped: row.get("clipped")?,
        waveform: Waveform::try_from(waveform)
            .map_err(|_| undecodable("waveform", "not of 63 bytes".into()))?,
    })
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn span(millis: i64) -> Duration {
    Duration::from_millis(millis.unsigned_abs())
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
