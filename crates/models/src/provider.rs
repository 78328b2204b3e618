//! The providers: where each is, what it speaks, and what it can do.

use serde_json::{Value, json};

use crate::protocol::{Anthropic, ChatCompletions, Completions, Gemini, Ollama, Protocol};

/// Who serves a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Google's Gemini API.
    Gemini,
    /// OpenAI.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Ollama, by its own protocol.
    Ollama,
    /// OpenRouter.
    OpenRouter,
    /// Groq.
    Groq,
    /// DeepSeek.
    DeepSeek,
    /// Any server with OpenAI's `/chat/completions`: llama.cpp's, vLLM, LM Studio.
    Compatible,
    /// Any server with OpenAI's `/completions`, for a base model that goes on with a text.
    Completion,
}

/// A field of a request that asks a model to answer without thinking first. Its value is made by a
/// function, since JSON values are no constants.
pub(crate) type Unthinking = (&'static str, fn() -> Value);

/// What is known of a provider beforehand. What a model of it refuses is learnt when it refuses:
/// see [`Learnt`](crate::learnt::Learnt).
pub(crate) struct Traits {
    name: &'static str,
    /// Where it is; `None` means that the owner has to say.
    pub(crate) base: Option<&'static str>,
    /// The environment variable that may hold the key.
    pub(crate) key_variable: &'static str,
    pub(crate) key_needed: bool,
    pub(crate) protocol: &'static dyn Protocol,
    /// How many candidates one call may ask for.
    pub(crate) candidates_per_call: usize,
    /// How many stops it takes.
    pub(crate) stops: usize,
    /// Whether it takes a seed.
    pub(crate) seed: bool,
    /// What to say so that nothing is thought over: the first that is not refused. The replies are
    /// short, and what is thought is paid for and eats the tokens that they may have.
    pub(crate) unthinking: &'static [Unthinking],
    /// Beginnings of names of models known to take nothing of `unthinking`.
    pub(crate) plain_models: &'static [&'static str],
    /// Whether the end of the stable part is marked for the provider's cache.
    pub(crate) cache_marks: bool,
    /// Beginnings of names of models known to take no marks: they find the stable part themselves.
    pub(crate) unmarked_models: &'static [&'static str],
    /// The name of the field for the longest answer.
    pub(crate) max_tokens_field: &'static str,
}

/// A server of which nothing is known but that it speaks as OpenAI does.
const PLAIN: Traits = Traits {
    name: "compatible",
    base: None,
    key_variable: "COMPATIBLE_API_KEY",
    key_needed: false,
    protocol: &ChatCompletions,
    candidates_per_call: 8,
    stops: 4,
    seed: true,
    // llama.cpp's server and vLLM hand this on to the model's template; others ignore it.
    unthinking: &[("chat_template_kwargs", || json!({"enable_thinking": false}))],
    plain_models: &[],
    cache_marks: false,
    unmarked_models: &[],
    max_tokens_field: "max_tokens",
};

static GEMINI: Traits = Traits {
    name: "gemini",
    base: Some("https://generativelanguage.googleapis.com/v1beta"),
    key_variable: "GEMINI_API_KEY",
    key_needed: true,
    protocol: &Gemini,
    stops: 5,
    // 2.5 has a budget, 3 has levels; both kinds have members that cannot do without.
    unthinking: &[
        ("thinkingConfig", || json!({"thinkingBudget": 0})),
        ("thinkingConfig", || json!({"thinkingLevel": "minimal"})),
        ("thinkingConfig", || json!({"thinkingLevel": "low"})),
        ("thinkingConfig", || json!({"thinkingBudget": 128})),
    ],
    plain_models: &["gemma", "gemini-1", "gemini-2.0"],
    ..PLAIN
};

static OPENAI: Traits = Traits {
    name: "openai",
    base: Some("https://api.openai.com/v1"),
    key_variable: "OPENAI_API_KEY",
    key_needed: true,
    unthinking: &[
        ("reasoning_effort", || json!("none")),
        ("reasoning_effort", || json!("minimal")),
        ("reasoning_effort", || json!("low")),
    ],
    plain_models: &["gpt-3", "gpt-4", "chatgpt"],
    cache_marks: true,
    unmarked_models: &["gpt-3", "gpt-4", "chatgpt", "o1", "o3", "o4"],
    max_tokens_field: "max_completion_tokens",
    ..PLAIN
};

static ANTHROPIC: Traits = Traits {
    name: "anthropic",
    base: Some("https://api.anthropic.com/v1"),
    key_variable: "ANTHROPIC_API_KEY",
    key_needed: true,
    protocol: &Anthropic,
    candidates_per_call: 1,
    stops: 16,
    seed: false,
    unthinking: &[("thinking", || json!({"type": "disabled"}))],
    plain_models: &["claude-2", "claude-3-opus", "claude-3-haiku", "claude-3-5"],
    cache_marks: true,
    ..PLAIN
};

static OLLAMA: Traits = Traits {
    name: "ollama",
    base: Some("http://127.0.0.1:11434"),
    key_variable: "OLLAMA_API_KEY",
    protocol: &Ollama,
    candidates_per_call: 1,
    stops: 16,
    unthinking: &[("think", || json!(false))],
    ..PLAIN
};

static OPENROUTER: Traits = Traits {
    name: "openrouter",
    base: Some("https://openrouter.ai/api/v1"),
    key_variable: "OPENROUTER_API_KEY",
    key_needed: true,
    candidates_per_call: 1,
    unthinking: &[
        ("reasoning", || json!({"enabled": false})),
        ("reasoning", || json!({"effort": "minimal"})),
    ],
    ..PLAIN
};

static GROQ: Traits = Traits {
    name: "groq",
    base: Some("https://api.groq.com/openai/v1"),
    key_variable: "GROQ_API_KEY",
    key_needed: true,
    candidates_per_call: 1,
    unthinking: &[("reasoning_effort", || json!("none")), ("reasoning_effort", || json!("low"))],
    plain_models: &["llama", "meta-llama", "gemma"],
    ..PLAIN
};

static DEEPSEEK: Traits = Traits {
    name: "deepseek",
    base: Some("https://api.deepseek.com/v1"),
    key_variable: "DEEPSEEK_API_KEY",
    key_needed: true,
    candidates_per_call: 1,
    stops: 16,
    seed: false,
    unthinking: &[("thinking", || json!({"type": "disabled"}))],
    ..PLAIN
};

static COMPATIBLE: Traits = PLAIN;

static COMPLETION: Traits =
    Traits { name: "completion", protocol: &Completions, unthinking: &[], ..PLAIN };

impl Provider {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::Gemini,
        Self::OpenAi,
        Self::Anthropic,
        Self::Ollama,
        Self::OpenRouter,
        Self::Groq,
        Self::DeepSeek,
        Self::Compatible,
        Self::Completion,
    ];

    pub(crate) fn traits(self) -> &'static Traits {
        match self {
            Self::Gemini => &GEMINI,
            Self::OpenAi => &OPENAI,
            Self::Anthropic => &ANTHROPIC,
            Self::Ollama => &OLLAMA,
            Self::OpenRouter => &OPENROUTER,
            Self::Groq => &GROQ,
            Self::DeepSeek => &DEEPSEEK,
            Self::Compatible => &COMPATIBLE,
            Self::Completion => &COMPLETION,
        }
    }

    /// The word before the colon.
    pub fn name(self) -> &'static str {
        self.traits().name
    }

    /// The environment variable that may hold its key.
    pub fn key_variable(self) -> &'static str {
        self.traits().key_variable
    }

    /// Whether it answers nobody without a key, if asked at its own address.
    pub fn needs_key(self) -> bool {
        self.traits().key_needed
    }

    /// The provider of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }

    /// The names of all, as they are shown to a person.
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl std::fmt::Display for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
