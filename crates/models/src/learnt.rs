//! What a model turns out not to take.
//!
//! Providers refuse fields that a model does not know, and which these are changes with every model:
//! temperatures with newer ones, several candidates at once with some, thinking with others. A list
//! of names would be old in a month. So everything useful is sent, and what is refused is left out
//! from then on; the refusal costs no tokens.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::provider::Traits;

/// How llama.cpp's server says that it has fewer places than candidates were asked for.
pub(crate) const TOO_FEW_PLACES: &[&str] = &["n_cmpl", "number of slots", "n_parallel"];

/// What to send to one model. It only ever becomes less, so that learning ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Learnt {
    /// The rules go into the system role; otherwise they begin the user's message.
    pub(crate) system: bool,
    pub(crate) temperature: bool,
    pub(crate) stop: bool,
    pub(crate) seed: bool,
    pub(crate) candidates_per_call: usize,
    pub(crate) cache_marks: bool,
    pub(crate) max_tokens_field: &'static str,
    /// The other name of that field was tried.
    renamed: bool,
    /// Which way of asking not to think is next: an index into the provider's.
    pub(crate) unthinking: usize,
    /// It thinks all the same, and needs room for that.
    pub(crate) thinks: bool,
    /// For Ollama: how many tokens of context to ask for. Grows only, since the model is loaded anew
    /// each time it changes.
    pub(crate) context: u32,
}

impl Learnt {
    /// What to send to a model that has not been asked yet.
    pub(crate) fn new(traits: &Traits, model: &str) -> Self {
        let among = |models: &[&str]| models.iter().any(|beginning| model.starts_with(beginning));
        Self {
            system: true,
            temperature: true,
            stop: true,
            seed: true,
            candidates_per_call: traits.candidates_per_call,
            cache_marks: traits.cache_marks && !among(traits.unmarked_models),
            max_tokens_field: traits.max_tokens_field,
            renamed: false,
            unthinking: if among(traits.plain_models) { traits.unthinking.len() } else { 0 },
            thinks: false,
            context: 8192,
        }
    }

    /// Takes a lesson from a refusal; whether there was one in it, so that asking again makes sense.
    ///
    /// `complaint` is the field that the provider names and its message, in lower case.
    pub(crate) fn learn(&mut self, complaint: &str, traits: &Traits) -> bool {
        let about = |words: &[&str]| words.iter().any(|word| complaint.contains(word));
        let before = *self;
        if about(&["prompt_cache", "cache_control"]) {
            self.cache_marks = false;
        } else if about(&["max_completion_tokens"]) {
            self.rename_max_tokens();
        } else if about(&["temperature"]) {
            self.temperature = false;
        } else if about(&["candidate", "completion choice", "'n'", "`n`", "\"n\"", "n must be"])
            || complaint.starts_with("n ")
            || about(&["n > 1", "n>1", "n=1"])
            || about(TOO_FEW_PLACES)
        {
            self.candidates_per_call = 1;
        } else if about(&["think", "reasoning", "chat_template_kwargs", "invalid argument"]) {
            self.unthinking = (self.unthinking + 1).min(traits.unthinking.len());
        } else if about(&["stop"]) {
            self.stop = false;
        } else if about(&["seed"]) {
            self.seed = false;
        } else if about(&[
            "system role",
            "system message",
            "developer instruction",
            "systeminstruction",
        ]) {
            self.system = false;
        }
        *self != before
    }

    /// Takes the field's other name: OpenAI's newer models refuse the older, and what only resembles
    /// OpenAI may not know the newer.
    fn rename_max_tokens(&mut self) {
        if !std::mem::replace(&mut self.renamed, true) {
            self.max_tokens_field = match self.max_tokens_field {
                "max_tokens" => "max_completion_tokens",
                _ => "max_tokens",
            };
        }
    }

    /// The model wrote nothing before it had no tokens left; whether that was news.
    pub(crate) fn wrote_nothing(&mut self) -> bool {
        !std::mem::replace(&mut self.thinks, true)
    }

    /// Fewer candidates came than were asked for: the provider overlooks how many are wanted.
    pub(crate) fn came_short(&mut self) {
        self.candidates_per_call = 1;
    }

    /// Makes room for a prompt of so many characters and an answer of so many tokens.
    pub(crate) fn make_room(&mut self, characters: usize, answer: u32) {
        // Two characters a token is on the safe side for the languages that are written here.
        let tokens = u32::try_from(characters / 2).unwrap_or(u32::MAX).saturating_add(answer);
        let rounded = tokens.checked_next_power_of_two().unwrap_or(u32::MAX);
        self.context = self.context.max(rounded);
    }
}

/// What models turned out not to take, for as long as the process lives: one that is made anew, since
/// its owner has changed something else, need not be refused again. Cheap to clone.
#[derive(Clone, Default)]
pub struct Lessons(Arc<Mutex<HashMap<String, Arc<Mutex<Learnt>>>>>);

impl Lessons {
    /// What is known of a model by its whole name; all that is learnt of it later is kept there.
    pub(crate) fn of(&self, name: &str, unasked: Learnt) -> Arc<Mutex<Learnt>> {
        let mut lessons = self.0.lock();
        Arc::clone(lessons.entry(name.to_owned()).or_insert_with(|| Arc::new(Mutex::new(unasked))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Provider;

    #[test]
    fn what_providers_say_is_understood() {
        let lesson = |provider: Provider, complaint: &str| {
            let traits = provider.traits();
            let mut learnt = Learnt::new(traits, "some-model");
            let changed = learnt.learn(&complaint.to_lowercase(), traits);
            (changed, learnt)
        };
        let told = |provider, complaint: &str| {
            let (changed, learnt) = lesson(provider, complaint);
            assert!(changed, "{complaint}");
            learnt
        };
        assert!(
            !told(Provider::Anthropic, "`temperature` is deprecated for this model.").temperature
        );
        let many = "Multiple candidates is not enabled for this model";
        assert_eq!(told(Provider::Gemini, many).candidates_per_call, 1);
        let zero = "Budget 0 is invalid. This model only works in thinking mode.";
        assert_eq!(told(Provider::Gemini, zero).unthinking, 1);
        let vague = "Request contains an invalid argument.";
        assert_eq!(told(Provider::Gemini, vague).unthinking, 1);
        let gemma = "Developer instruction is not enabled for models/gemma-3-27b-it";
        assert!(!told(Provider::Gemini, gemma).system);
        let effort = "reasoning_effort Unsupported value: 'none' is not supported with this model.";
        assert_eq!(told(Provider::OpenAi, effort).unthinking, 1);
        let stop = "stop Unsupported parameter: 'stop' is not supported with this model.";
        assert!(!told(Provider::OpenAi, stop).stop);
        let marks = "prompt_cache_options Unknown parameter: 'prompt_cache_options'.";
        assert!(!told(Provider::OpenAi, marks).cache_marks);
        let tokens = "max_tokens Unsupported parameter: 'max_tokens' is not supported with this \
                      model. Use 'max_completion_tokens' instead.";
        assert_eq!(told(Provider::Compatible, tokens).max_tokens_field, "max_completion_tokens");
        for several in [
            "n must be 1",
            "only n=1 is supported",
            "n must be <= n_parallel",
            "n_cmpl cannot be greater than the number of slots, please increase -np",
        ] {
            assert_eq!(told(Provider::Compatible, several).candidates_per_call, 1, "{several}");
        }
        assert_eq!(
            told(Provider::Compatible, "chat_template_kwargs Extra inputs are not permitted")
                .unthinking,
            1
        );
        assert!(!lesson(Provider::OpenAi, "messages must not be empty").0);
    }

    #[test]
    fn learning_ends() {
        let traits = Provider::OpenAi.traits();
        let mut learnt = Learnt::new(traits, "gpt-9");
        let back_and_forth = |learnt: &mut Learnt| {
            learnt.learn("max_tokens is wrong: use max_completion_tokens", traits)
        };
        assert_eq!((0..100).take_while(|_| back_and_forth(&mut learnt)).count(), 1);

        let traits = Provider::Gemini.traits();
        let mut learnt = Learnt::new(traits, "gemini-9");
        let lessons = (0..100).take_while(|_| learnt.learn("thinking is wrong", traits)).count();
        assert_eq!(lessons, traits.unthinking.len());
        assert!(learnt.wrote_nothing());
        assert!(!learnt.wrote_nothing());
    }

    #[test]
    fn the_context_only_grows() {
        let mut learnt = Learnt::new(Provider::Ollama.traits(), "gemma3");
        learnt.make_room(40_000, 200);
        assert_eq!(learnt.context, 32_768);
        learnt.make_room(10, 200);
        assert_eq!(learnt.context, 32_768);
    }
}
