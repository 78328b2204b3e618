//! What providers speak: how a question is written down for each, and its answer read.

mod anthropic;
mod chat_completions;
mod completions;
mod gemini;
mod ollama;

use domain::{ModelError, Prompt, Sampling};
use http::header::{AUTHORIZATION, HeaderMap};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

pub(crate) use anthropic::Anthropic;
pub(crate) use chat_completions::ChatCompletions;
pub(crate) use completions::Completions;
pub(crate) use gemini::Gemini;
pub(crate) use ollama::Ollama;

use crate::ApiKey;
use crate::learnt::Learnt;
use crate::ledger::Bill;
use crate::provider::Traits;

/// One way to ask a model.
pub(crate) trait Protocol: Send + Sync {
    /// Where a model is asked, below the provider's address.
    fn path(&self, model: &str) -> String;

    /// The headers that carry the key, and what else has to stand there.
    fn headers(&self, key: Option<&ApiKey>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(value) = key.and_then(|key| key.header("Bearer ")) {
            headers.insert(AUTHORIZATION, value);
        }
        headers
    }

    /// The question. What is the same for every call of a chat stands before what is not.
    fn body(&self, ask: &Ask<'_>) -> Body;

    /// The texts of an answer, also those in which nothing stands.
    fn read(&self, answer: &Value) -> Result<Vec<Written>, ModelError>;

    /// What an answer or an error says that it took; nothing if it says nothing.
    fn bill(&self, answer: &Value) -> Bill;
}

/// One call: what is asked, and what of it this model takes.
pub(crate) struct Ask<'a> {
    pub(crate) model: &'a str,
    pub(crate) prompt: &'a Prompt,
    /// How many candidates this call is for, with the seed of its own.
    pub(crate) sampling: Sampling,
    pub(crate) learnt: Learnt,
    pub(crate) traits: &'static Traits,
}

impl<'a> Ask<'a> {
    /// What goes into the system role. Nothing that a stranger wrote is ever part of it.
    pub(crate) fn system(&self) -> Option<&'a str> {
        Some(self.prompt.rules.as_str()).filter(|rules| self.learnt.system && !rules.is_empty())
    }

    /// The part of the user's message that is the same for every call of a chat.
    pub(crate) fn stable(&self) -> Vec<&'a str> {
        let rules = (!self.learnt.system).then_some(self.prompt.rules.as_str());
        let parts = rules.into_iter().chain([self.prompt.backbone.as_str()]);
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// The whole message of the user, for those who take it in one piece.
    pub(crate) fn user(&self) -> String {
        let mut text = self.stable().concat();
        text.push_str(&self.prompt.transcript);
        text
    }

    /// The stops that are sent. The answer is cut at all of them in any case.
    pub(crate) fn stops(&self) -> Option<Vec<&'a str>> {
        let stops: Vec<&str> = self.prompt.stop.iter().map(String::as_str).collect();
        let sent: Vec<&str> =
            stops.into_iter().filter(|stop| !stop.is_empty()).take(self.traits.stops).collect();
        (self.learnt.stop && !sent.is_empty()).then_some(sent)
    }

    /// The temperature, without the noise that a shorter float has in a longer one.
    pub(crate) fn temperature(&self) -> Option<f64> {
        let rounded = (f64::from(self.sampling.temperature) * 1000.0).round() / 1000.0;
        (self.learnt.temperature && rounded.is_finite()).then_some(rounded)
    }

    /// The seed, in the 31 bits that everybody takes.
    pub(crate) fn seed(&self) -> Option<u64> {
        (self.learnt.seed && self.traits.seed).then_some(self.sampling.seed & 0x7fff_ffff)
    }

    /// How long the answer may become, with room to think for a model that does so unasked.
    pub(crate) fn max_tokens(&self) -> u32 {
        const ROOM_TO_THINK: u32 = 4096;
        let room = if self.learnt.thinks { ROOM_TO_THINK } else { 0 };
        self.sampling.max_tokens.max(1).saturating_add(room)
    }

    /// How many candidates are asked for, if that has to be said.
    pub(crate) fn candidates(&self) -> Option<usize> {
        Some(self.sampling.candidates).filter(|candidates| *candidates > 1)
    }

    /// The field that asks not to think first.
    pub(crate) fn unthinking(&self) -> Option<(&'static str, Value)> {
        let (field, value) = self.traits.unthinking.get(self.learnt.unthinking)?;
        Some((field, value()))
    }
}

/// The fields of a request in the order in which they are sent: what is the same from call to call
/// comes first on the wire too.
#[derive(Default)]
pub(crate) struct Body(Vec<(&'static str, Value)>);

impl Body {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((name, value.into()));
        self
    }

    pub(crate) fn maybe(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// One text of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) end: End,
}

/// Why a text ends where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It is finished, or met a stop.
    Whole,
    /// It was as long as it might become.
    Cut,
    /// The provider's filter took it back.
    Filtered,
}

/// The number at a path of an answer, 0 if there is none.
fn count(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or(0)
}

/// The array at a path of an answer that has to be there.
fn list<'v>(value: &'v Value, name: &str) -> Result<&'v [Value], ModelError> {
    value
        .get(name)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .ok_or_else(|| ModelError::Malformed(format!("it has no `{name}`")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Provider;

    /// JSON made of the names that answers have, each in any place.
    fn json() -> impl Strategy<Value = Value> {
        const NAMES: [&str; 17] = [
            "choices",
            "message",
            "content",
            "text",
            "finish_reason",
            "candidates",
            "parts",
            "thought",
            "finishReason",
            "promptFeedback",
            "blockReason",
            "usage",
            "usageMetadata",
            "type",
            "prompt_tokens",
            "promptTokenCount",
            "eval_count",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 6, |inner| {
            let field = (prop::sample::select(&NAMES), inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Value::from),
                prop::collection::vec(field, 0..6).prop_map(|fields| {
                    Value::Object(fields.into_iter().map(|(name, v)| (name.into(), v)).collect())
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_answer_is_too_strange_to_be_read(answer in json()) {
            for provider in Provider::ALL {
                let protocol = provider.traits().protocol;
                protocol.read(&answer).ok();
                protocol.bill(&answer);
            }
        }
    }
}
