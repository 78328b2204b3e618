//! The two languages of the pages, and how a reader's one is found.
//!
//! Every text stands in `i18n/{en,ru}/web.ftl` under the same key; [`t!`] refuses to compile for a
//! key or a variable that the English file does not have, and a test below keeps the files equal.

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use i18n_embed::LanguageLoader;
use i18n_embed::fluent::{FluentLanguageLoader, fluent_language_loader};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Texts;

/// The cookie of a reader who chose a language.
pub(crate) const COOKIE_NAME: &str = "lang";

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    En,
    Ru,
}

/// The text of a key in a language: `t!(lang, "key", name = value)`.
macro_rules! t {
    ($lang:expr, $($rest:tt)*) => {
        i18n_embed_fl::fl!($lang.loader(), $($rest)*)
    };
}
pub(crate) use t;

static EN: LazyLock<FluentLanguageLoader> = LazyLock::new(|| loader(Lang::En));
static RU: LazyLock<FluentLanguageLoader> = LazyLock::new(|| loader(Lang::Ru));

fn loader(lang: Lang) -> FluentLanguageLoader {
    let loader = fluent_language_loader!();
    let wanted = lang.code().parse().expect("the codes are language identifiers");
    loader.load_languages(&Texts, &[wanted]).expect("the texts are embedded and tested");
    // Marks around names would show as boxes in some fonts; no text here mixes directions.
    loader.set_use_isolating(false);
    loader
}

impl Lang {
    /// Both, in the order of the switch.
    pub(crate) const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// As in `<html lang>` and the cookie.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
    }

    /// Its name in itself.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Ru => "Русский",
        }
    }

    /// The language of a code.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The texts.
    pub(crate) fn loader(self) -> &'static FluentLanguageLoader {
        match self {
            Self::En => &EN,
            Self::Ru => &RU,
        }
    }

    /// The reader's choice, else what their browser asks for, else English.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        chosen(headers).or_else(|| accepted(headers)).unwrap_or(Self::En)
    }
}

fn chosen(headers: &HeaderMap) -> Option<Lang> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE_NAME).then(|| Lang::from_code(value))?)
}

/// The supported language with the highest weight in `Accept-Language` (RFC 9110, 12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(Lang, f32)> = None;
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let primary = parts.next().unwrap_or_default().split('-').next().unwrap_or_default();
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        if let Some(lang) = Lang::from_code(&primary.to_ascii_lowercase())
            && weight > best.map_or(0.0, |(_, weight)| weight)
        {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use axum::http::HeaderValue;
    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;

    fn lang(name: axum::http::HeaderName, value: &'static str) -> Lang {
        Lang::of(&HeaderMap::from_iter([(name, HeaderValue::from_static(value))]))
    }

    #[test]
    fn the_browsers_best_supported_language_is_taken() {
        for (header, expected) in [
            ("ru-RU,ru;q=0.9,en;q=0.8", Lang::Ru),
            ("en-GB,en;q=0.9,ru;q=0.8", Lang::En),
            ("de-DE,de;q=0.9,ru;q=0.3,en;q=0.2", Lang::Ru),
            ("de-DE,de", Lang::En),
            ("ru;q=0, en;q=0.1", Lang::En),
            ("RU", Lang::Ru),
            (";;,q=,", Lang::En),
        ] {
            assert_eq!(lang(ACCEPT_LANGUAGE, header), expected, "{header}");
        }
    }

    #[test]
    fn the_cookie_outweighs_the_browser() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
        headers.insert(COOKIE, HeaderValue::from_static("theme=x; lang=ru"));
        assert_eq!(Lang::of(&headers), Lang::Ru);
        headers.insert(COOKIE, HeaderValue::from_static("lang=xx"));
        assert_eq!(Lang::of(&headers), Lang::En);
    }

    /// Every key of a file with the variables its text uses.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let file = Texts::get(&format!("{}/web.ftl", lang.code())).expect("embedded");
        let text = std::str::from_utf8(&file.data).expect("UTF-8");
        let resource = fluent_syntax::parser::parse(text).expect("the file parses as Fluent");
        let mut keys = BTreeMap::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry {
                let mut variables = BTreeSet::new();
                collect(&message.value.expect("a text"), &mut variables);
                let double = keys.insert(message.id.name.to_owned(), variables);
                assert!(double.is_none(), "{} stands twice", message.id.name);
            }
        }
        keys
    }

    fn collect(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                match expression {
                    Expression::Inline(inline) => collect_inline(inline, variables),
                    Expression::Select { selector, variants } => {
                        collect_inline(selector, variables);
                        for variant in variants {
                            collect(&variant.value, variables);
                        }
                    }
                }
            }
        }
    }

    fn collect_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
        if let InlineExpression::VariableReference { id } = inline {
            variables.insert(id.name.to_owned());
        }
    }

    #[test]
    fn both_languages_have_the_same_keys_and_variables() {
        let (en, ru) = (keys(Lang::En), keys(Lang::Ru));
        assert!(en.len() > 100, "only {} keys found", en.len());
        for (key, variables) in &en {
            assert_eq!(ru.get(key), Some(variables), "{key}");
        }
        assert_eq!(en.len(), ru.len(), "the Russian file has more keys");
    }

    #[test]
    fn russian_counts_are_declined() {
        for (count, expected) in [(1, "1 пример"), (3, "3 примера"), (11, "11 примеров")]
        {
            let text = t!(Lang::Ru, "exemplars-learnt", count = count);
            assert!(text.contains(expected), "{text}");
        }
    }
}
