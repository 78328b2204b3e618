//! Settles voices: deletes those that are to be deleted, and finds out what became of those whose making was cut
//! off.

use std::sync::{Arc, Weak};
use std::time::Duration;

use domain::{ClonedVoice, VoiceMade, VoiceState, VoiceTrouble};
use tracing::{error, info};

use super::{failed, is_made, marked, note, studio, told};
use crate::{Error, Inner};

/// When what could not be settled is tried again.
const AGAIN: Duration = Duration::from_secs(5 * 60);

/// Deletes voices at the provider that are to be deleted, and finds out what became of those whose making was
/// cut off, as long as there is an engine.
pub(crate) async fn settle_voices(inner: Weak<Inner>) {
    let Some(strong) = inner.upgrade() else { return };
    let (mut changed, clock) = (strong.sound.unsettled.subscribe(), Arc::clone(&strong.clock));
    drop(strong);
    loop {
        let Some(strong) = inner.upgrade() else { return };
        let is_left = match settle_all(&strong).await {
            Ok(is_left) => is_left,
            Err(error) => {
                error!(error = &error as &dyn std::error::Error, "voices were not settled");
                true
            }
        };
        drop(strong);
        let again = async {
            match is_left {
                true => clock.sleep_until(clock.now() + AGAIN).await,
                false => std::future::pending().await,
            }
        };
        tokio::select! {
            is_there = changed.changed() => if is_there.is_err() { return },
            () = again => {}
        }
    }
}

/// Returns whether something is left to be settled.
async fn settle_all(inner: &Arc<Inner>) -> Result<bool, Error> {
    let mut tx = inner.store.read(inner.owner).await?;
    let voices = tx.cloned_voices().await?;
    drop(tx);
    let mut is_left = false;
    for voice in voices {
        let is_open = matches!(voice.state, VoiceState::Making | VoiceState::Deleting);
        if is_open && !inner.sound.under.way().contains(&voice.id) {
            is_left |= !settle(inner, &voice).await?;
        }
    }
    Ok(is_left)
}

/// Settles one; `false` if it is still open.
async fn settle(inner: &Arc<Inner>, voice: &ClonedVoice) -> Result<bool, Error> {
    let studio = match studio(inner, &voice.place).await {
        Ok(studio) => studio,
        Err(Error::Choice(_)) => {
            note(inner, voice.id, VoiceTrouble::Key).await?;
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let there = match (&voice.voice, voice.state) {
        (Some(there), _) => Ok(Some(VoiceMade { id: there.clone(), unverified: false })),
        (None, _) => marked(studio.as_ref(), voice.id).await,
    };
    let outcome = match there {
        Ok(Some(made)) if voice.state == VoiceState::Making => {
            return is_made(inner, voice.id, &made).await.map(|()| true);
        }
        Ok(None) if voice.state == VoiceState::Making => {
            return failed(inner, voice.id, VoiceTrouble::Interrupted).await.map(|()| true);
        }
        Ok(Some(made)) => studio.delete(&made.id).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => {
            let mut tx = inner.store.begin(inner.owner).await?;
            tx.forget_cloned_voice(voice.id).await?;
            tx.commit().await?;
            info!(voice = %voice.id, "a voice was deleted");
            Ok(true)
        }
        Err(error) => {
            note(inner, voice.id, told(&error)).await?;
            Ok(false)
        }
    }
}
