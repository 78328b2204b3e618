//! A model that notes what the test tells it to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::{ChatModel, Completion, Meter, ModelError, Prompt, Sampling};

/// Answers questions for facts, and those for a summary.
#[derive(Default)]
pub(crate) struct Noting {
    notes: Mutex<VecDeque<Result<String, ModelError>>>,
    asked: Mutex<Vec<String>>,
}

impl Noting {
    /// A model that answers so the first times it is asked for facts, and then with nothing.
    pub(crate) fn these(notes: &[&str]) -> Arc<Self> {
        let model = Arc::new(Self::default());
        for note in notes {
            model.will_note(note);
        }
        model
    }

    pub(crate) fn will_note(&self, note: &str) {
        self.notes.lock().unwrap().push_back(Ok(note.to_owned()));
    }

    pub(crate) fn will_fail(&self, error: ModelError) {
        self.notes.lock().unwrap().push_back(Err(error));
    }

    /// The transcripts that it was shown, without those for a summary.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait]
impl ChatModel for Noting {
    fn name(&self) -> &str {
        "fake:noting"
    }

    async fn complete(
        &self,
        prompt: &Prompt,
        _sampling: Sampling,
        _meter: &Meter,
    ) -> Result<Completion, ModelError> {
        let answer = if prompt.transcript.ends_with("Notes:\n") {
            self.asked.lock().unwrap().push(prompt.transcript.clone());
            self.notes.lock().unwrap().pop_front().unwrap_or_else(|| Ok("-".to_owned()))?
        } else {
            "Как тебе фильм. Пароль от сейфа.".to_owned()
        };
        Ok(Completion {
            candidates: vec![answer],
            model: self.name().to_owned(),
            took: Duration::ZERO,
        })
    }
}

/// A note as a model writes it.
pub(crate) fn note(line: usize, about: &str, kind: &str, fact: &str) -> String {
    serde_json::json!({ "m": line, "about": about, "kind": kind, "fact": fact }).to_string()
}
