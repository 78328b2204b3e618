//! Has a voice made: whether the plan allows it, what it is made of, and what came of it.

use std::sync::Arc;

use domain::{
    ClonedVoice, NewVoice, NoteKey, RecordingId, VoiceState, VoiceTrouble, is_spoken_by_owner,
};

use super::{failed, is_made, marked, note, studio, told};
use crate::sound::own;
use crate::{Error, Inner};

/// Has a voice made, and writes down what came of it.
pub(super) async fn make(
    inner: &Arc<Inner>,
    voice: &ClonedVoice,
    notes: &[NoteKey],
    recordings: &[RecordingId],
) -> Result<(), Error> {
    let studio = match studio(inner, &voice.place).await {
        Ok(studio) => studio,
        Err(Error::Choice(_)) => return failed(inner, voice.id, VoiceTrouble::Key).await,
        Err(error) => return Err(error),
    };
    let plan = match studio.plan().await {
        Ok(plan) => plan.check().map_err(VoiceTrouble::from),
        Err(error) => Err(told(&error)),
    };
    if let Err(why) = plan {
        return failed(inner, voice.id, why).await;
    }
    let files = match files(inner, voice, notes, recordings).await? {
        Ok(files) => files,
        Err(why) => return failed(inner, voice.id, why).await,
    };
    // The owner may have taken their consent back meanwhile.
    let now = inner.store.read(inner.owner).await?.cloned_voice(voice.id).await?;
    if now.is_none_or(|now| now.state != VoiceState::Making) {
        return Ok(());
    }
    let about = ClonedVoice::mark(voice.id);
    let new = NewVoice { name: &voice.name, about: &about, recordings: &files };
    match studio.make(&new).await {
        Ok(made) => {
            is_made(inner, voice.id, &made).await?;
            inner.sound.recordings.drop(recordings, inner.clock.now());
            Ok(())
        }
        // The answer may be what was lost.
        Err(error) if error.is_transient() => {
            let why = told(&error);
            match marked(studio.as_ref(), voice.id).await {
                Ok(Some(made)) => is_made(inner, voice.id, &made).await,
                Ok(None) => failed(inner, voice.id, why).await,
                // It is looked for again.
                Err(_) => note(inner, voice.id, why).await,
            }
        }
        Err(error) => failed(inner, voice.id, told(&error)).await,
    }
}

/// What the voice is to be made of: each note is looked at once more, since it may have been deleted.
async fn files(
    inner: &Arc<Inner>,
    voice: &ClonedVoice,
    notes: &[NoteKey],
    recordings: &[RecordingId],
) -> Result<Result<Vec<Vec<u8>>, VoiceTrouble>, Error> {
    let mut files = Vec::with_capacity(notes.len() + recordings.len());
    if let Some(account) = voice.of.account {
        let Some(shared) = inner.supervisor.shared(account) else {
            return Ok(Err(VoiceTrouble::Offline));
        };
        for note in notes {
            let mut tx = inner.store.read(inner.owner).await?;
            let message = tx.message(account, note.chat, note.message).await?;
            drop(tx);
            if !message.as_ref().is_some_and(is_spoken_by_owner) {
                return Ok(Err(VoiceTrouble::Gone));
            }
            match own::fetch(&shared, *note).await {
                Ok(Some(file)) => files.push(file),
                Ok(None) => return Ok(Err(VoiceTrouble::Gone)),
                Err(Error::Gone | Error::Messenger(_)) => return Ok(Err(VoiceTrouble::Offline)),
                Err(error) => return Err(error),
            }
        }
    }
    let kept = inner.sound.recordings.named(recordings, inner.clock.now());
    if kept.len() < recordings.len() {
        return Ok(Err(VoiceTrouble::Gone));
    }
    files.extend(kept.iter().map(|one| one.recorded.note.ogg.clone()));
    Ok(Ok(files))
}
