//! What the server runs or reads for hearing and speaking is its administrators' to choose. Whoever was one when
//! they chose, and is none any more, is heard and spoken for by it no longer: it is asked before each use.

use std::sync::{Arc, Mutex, PoisonError};

use access::Access;
use async_trait::async_trait;
use domain::{
    AilingEar, AilingMouth, Clock, Ear, EarError, EarRefusal, Heard, Mouth, MouthError,
    MouthRefusal, Note, OwnerId, Spoken, Timestamp, VoiceChoice, Words,
};

const REASON: &str = "its owner does not look after the server any more";

/// Whether somebody may have the server run what they chose.
#[async_trait]
pub(crate) trait MayRun: Send + Sync {
    /// Asked before each use.
    async fn may_run(&self) -> Result<bool, access::Error>;
}

/// As it is known who looks after the server.
pub(crate) struct LooksAfter {
    pub(crate) access: Access,
    pub(crate) owner: OwnerId,
}

#[async_trait]
impl MayRun for LooksAfter {
    async fn may_run(&self) -> Result<bool, access::Error> {
        Ok(self.access.is_open().await? || self.access.looks_after(self.owner).await?)
    }
}

/// What of an owner's choice is looked at before each use.
#[derive(Clone)]
pub(crate) struct Guard {
    may: Arc<dyn MayRun>,
    clock: Arc<dyn Clock>,
    /// What the settings name is the choice of whoever runs the server, for everybody.
    of_settings: VoiceChoice,
}

impl Guard {
    pub(crate) fn new(
        may: Arc<dyn MayRun>,
        clock: Arc<dyn Clock>,
        of_settings: VoiceChoice,
    ) -> Self {
        Self { may, clock, of_settings }
    }

    fn guarded<T: ?Sized>(&self, inner: Arc<T>) -> Arc<Guarded<T>> {
        let (may, clock) = (Arc::clone(&self.may), Arc::clone(&self.clock));
        Arc::new(Guarded { may, clock, last: Mutex::default(), inner })
    }

    fn is_of_settings(&self, spec: &str) -> bool {
        let VoiceChoice { ear, ear_fallback, mouth, .. } = &self.of_settings;
        let mut all = ear_fallback.iter().chain([ear, mouth]);
        all.any(|known| known.trim() == spec.trim())
    }

    /// An ear that hears only for who may have it run.
    pub(super) fn ear(&self, ear: Arc<dyn Ear>) -> Arc<dyn Ear> {
        match self.is_of_settings(ear.name()) {
            true => ear,
            false => self.guarded(ear),
        }
    }

    /// A mouth that speaks only for who may have it run.
    pub(super) fn mouth(&self, mouth: Arc<dyn Mouth>) -> Arc<dyn Mouth> {
        match self.is_of_settings(mouth.name()) {
            true => mouth,
            false => self.guarded(mouth),
        }
    }
}

struct Guarded<T: ?Sized> {
    may: Arc<dyn MayRun>,
    clock: Arc<dyn Clock>,
    /// When it was refused last, unless it was allowed since.
    last: Mutex<Option<Timestamp>>,
    inner: Arc<T>,
}

/// What is told to whom it is refused.
enum No {
    NotAllowed,
    Unknown(access::Error),
}

impl<T: ?Sized> Guarded<T> {
    async fn allows(&self) -> Result<(), No> {
        let is_allowed = self.may.may_run().await.map_err(No::Unknown)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (!is_allowed).then(|| self.clock.now());
        if is_allowed { Ok(()) } else { Err(No::NotAllowed) }
    }

    fn refused_at(&self) -> Option<Timestamp> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ear_refuses() -> EarError {
    EarError::Refused { refusal: EarRefusal::NotAllowed, reason: REASON.to_owned() }
}

fn mouth_refuses() -> MouthError {
    MouthError::Refused { refusal: MouthRefusal::NotAllowed, reason: REASON.to_owned() }
}

#[async_trait]
impl Ear for Guarded<dyn Ear> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        match self.allows().await {
            Ok(()) => self.inner.hear(note).await,
            Err(No::NotAllowed) => Err(ear_refuses()),
            Err(No::Unknown(error)) => Err(EarError::Unavailable(error.into())),
        }
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingEar> {
        let ear = self.name().to_owned();
        match self.refused_at() {
            Some(at) => vec![AilingEar { ear, at, why: ear_refuses(), until: None }],
            None => self.inner.ailing(now),
        }
    }
}

#[async_trait]
impl Mouth for Guarded<dyn Mouth> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn longest(&self) -> usize {
        self.inner.longest()
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        match self.allows().await {
            Ok(()) => self.inner.speak(words).await,
            Err(No::NotAllowed) => Err(mouth_refuses()),
            Err(No::Unknown(error)) => Err(MouthError::Unavailable(error.into())),
        }
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingMouth> {
        let mouth = self.name().to_owned();
        match self.refused_at() {
            Some(at) => vec![AilingMouth { mouth, at, why: mouth_refuses(), until: None }],
            None => self.inner.ailing(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::clock::SystemClock;

    #[derive(Default)]
    struct Administrator(AtomicBool);

    #[async_trait]
    impl MayRun for Administrator {
        async fn may_run(&self) -> Result<bool, access::Error> {
            Ok(self.0.load(Ordering::Relaxed))
        }
    }

    struct Local;

    #[async_trait]
    impl Ear for Local {
        fn name(&self) -> &str {
            "whisper:base.bin"
        }

        async fn hear(&self, _: &Note) -> Result<Heard, EarError> {
            Ok(Heard {
                text: "да".to_owned(),
                language: None,
                ear: self.name().to_owned(),
                took: Duration::ZERO,
                charged: Duration::ZERO,
            })
        }
    }

    fn note() -> Note {
        Note { ogg: Vec::new(), duration: Duration::ZERO, language: None, message: None }
    }

    #[tokio::test]
    async fn what_the_server_runs_for_an_administrator_ends_when_they_are_none() {
        let is = Arc::new(Administrator(AtomicBool::new(true)));
        let may = Arc::clone(&is) as Arc<dyn MayRun>;
        let guard = Guard::new(may, Arc::new(SystemClock), VoiceChoice::default());
        let ear = guard.ear(Arc::new(Local));
        assert_eq!(ear.hear(&note()).await.unwrap().text, "да");
        assert!(ear.ailing(Timestamp::default()).is_empty());

        is.0.store(false, Ordering::Relaxed);
        let refused = ear.hear(&note()).await;
        assert!(matches!(refused, Err(EarError::Refused { refusal: EarRefusal::NotAllowed, .. })));
        let [ailing] = &ear.ailing(Timestamp::default())[..] else { panic!("it is told") };
        assert_eq!(ailing.ear, "whisper:base.bin");

        is.0.store(true, Ordering::Relaxed);
        assert_eq!(ear.hear(&note()).await.unwrap().text, "да");
        assert!(ear.ailing(Timestamp::default()).is_empty());
    }

    #[tokio::test]
    async fn what_the_settings_name_is_everybodys() {
        let nobody = Arc::new(Administrator::default());
        let ear_fallback = vec!["whisper:base.bin".to_owned()];
        let of_settings = VoiceChoice { ear_fallback, ..VoiceChoice::default() };
        let ear = Guard::new(nobody, Arc::new(SystemClock), of_settings).ear(Arc::new(Local));
        assert_eq!(ear.hear(&note()).await.unwrap().text, "да");
    }
}
