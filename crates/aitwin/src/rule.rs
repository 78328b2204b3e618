//! The guard's rules, in words.

use engine::Rule;

use crate::language::{Texts, text};

/// What a rule minds, in a few words.
pub(crate) fn name(texts: &Texts, rule: Rule) -> String {
    match rule {
        Rule::Empty => text!(texts, "rule-empty"),
        Rule::Invisible => text!(texts, "rule-invisible"),
        Rule::Markup => text!(texts, "rule-markup"),
        Rule::Length => text!(texts, "rule-length"),
        Rule::Repetition => text!(texts, "rule-repetition"),
        Rule::Language => text!(texts, "rule-language"),
        Rule::Links => text!(texts, "rule-links"),
        Rule::Secrets => text!(texts, "rule-secrets"),
        Rule::Prompt => text!(texts, "rule-prompt"),
        Rule::Narration => text!(texts, "rule-narration"),
        Rule::Assistant => text!(texts, "rule-assistant"),
        Rule::Elsewhere => text!(texts, "rule-elsewhere"),
        Rule::Identity => text!(texts, "rule-identity"),
        Rule::Names => text!(texts, "rule-names"),
        Rule::Commitments => text!(texts, "rule-commitments"),
        Rule::Hurts => text!(texts, "rule-hurts"),
        Rule::NeverSaid => text!(texts, "rule-never-said"),
        Rule::LeftToOwner => text!(texts, "rule-left-to-owner"),
        Rule::Money => text!(texts, "rule-money"),
        Rule::Whereabouts => text!(texts, "rule-whereabouts"),
        Rule::Figures => text!(texts, "rule-figures"),
        Rule::Facts => text!(texts, "rule-facts"),
    }
}
