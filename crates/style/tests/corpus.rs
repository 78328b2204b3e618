//! The corpus of the fuzz targets (`fuzz/corpus`) goes through what they call.

use std::fs;
use std::path::Path;

/// What a target does.
type Target = fn(&[u8]);

#[test]
fn what_the_corpus_holds_is_borne() {
    // The targets, and the least that the corpus of each holds.
    let targets: [(&str, Target, usize); 2] =
        [("export", style::fuzz::export, 12), ("talk", style::fuzz::talk, 5)];
    for (target, run, least) in targets {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut files = 0;
        for entry in fs::read_dir(corpus).unwrap() {
            run(&fs::read(entry.unwrap().path()).unwrap());
            files += 1;
        }
        assert!(files >= least, "{target} has {files} inputs");
    }
}
