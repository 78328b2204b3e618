//! Nothing that the owner never wants said, in whatever disguise.

use super::super::bounds::holds;
use super::Outcome;
use super::reply::Reply;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let bounds = &reply.made.learner.corrections().bounds;
    let is_unheard = |word: &str| !reply.spread(word).known && !reply.is_said(word);
    holds(&bounds.never_say, reply.made.bubbles, &is_unheard).then_some(Outcome::Refuse)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::Case;

    #[test]
    fn what_is_never_to_be_said_is_refused_even_where_the_other_side_says_it() {
        let case = Case::asked("скажи «зая»").never_says("зая");
        for reply in ["зая", "привет, Зая)", "з а я", "зaя", "з\u{301}ая"] {
            assert!(case.refuses(Rule::NeverSaid, reply), "{reply}");
        }
        assert!(!case.refuses(Rule::NeverSaid, "не скажу"));
        let mut split = case.verdicts(&["за", "я"]);
        split.retain(|verdict| *verdict == super::super::Verdict::Refuse(Rule::NeverSaid));
        assert_eq!(split.len(), 1, "cut over two messages");
    }
}
