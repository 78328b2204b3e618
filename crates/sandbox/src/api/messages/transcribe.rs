//! `messages.transcribeAudio`: what is said in a voice note or a round video.

use grammers_tl_types::{enums, functions::messages, types};

use crate::api::error::RpcError;
use crate::api::{Call, Method, announce};
use crate::state::files::FileKind;
use crate::state::flags::Flag;
use crate::transcripts::{NotTranscribed, Transcribed, Wanted};

impl Method for messages::TranscribeAudio {
    fn answer(self, call: &Call<'_>) -> Result<enums::messages::TranscribedAudio, RpcError> {
        let by = call.user()?;
        let (wanted, file, has_premium) = {
            let state = call.server.read();
            let peer = call.view(&state, by).input_peer(&self.peer)?;
            let invalid = RpcError::bad_request("MSG_ID_INVALID");
            let message = state.seen(by, peer, self.msg_id).ok_or(invalid)?;
            let file = state.post(message.post).content.file.and_then(|id| state.file(id));
            let sound = file.and_then(|file| match file.kind {
                FileKind::Voice { duration, .. } => Some((file.id, duration)),
                FileKind::Video { duration, round: true, .. } => Some((file.id, duration as i32)),
                _ => None,
            });
            let sound = sound.ok_or(RpcError::bad_request("MSG_VOICE_MISSING"))?;
            let has_premium = state.account(by).is_some_and(|account| account.is(Flag::Premium));
            (Wanted { by, peer, message: self.msg_id }, sound, has_premium)
        };
        let told = call.server.transcripts.ask(wanted, file, has_premium, call.now())?;
        let Transcribed { id, text, pending, trial, update } = told;
        if let Some(text) = update {
            announce::transcribed(call.server, wanted, &text, false);
        }
        Ok(types::messages::TranscribedAudio {
            pending,
            transcription_id: id,
            text,
            trial_remains_num: trial.map(|trial| trial.left),
            trial_remains_until_date: trial.map(|trial| trial.until),
        }
        .into())
    }
}

impl From<NotTranscribed> for RpcError {
    fn from(why: NotTranscribed) -> RpcError {
        match why {
            NotTranscribed::Premium => RpcError::new(403, "PREMIUM_ACCOUNT_REQUIRED"),
            NotTranscribed::TooLong => RpcError::bad_request("MSG_VOICE_TOO_LONG"),
            NotTranscribed::Fails => RpcError::bad_request("TRANSCRIPTION_FAILED"),
        }
    }
}
