//! tantivy, in memory, one thread.

use style::Query;
use style::exemplar::Exemplar;
use tantivy::collector::TopDocs;
use tantivy::query::BooleanQuery;
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{Index, Searcher, TantivyDocument, Term};

use super::Engine;
use crate::analysis::terms;

const ANALYZER: &str = "ours";
/// What its writer may hold before it flushes.
const BUFFER: usize = 64 << 20;

pub(crate) struct Tantivy {
    searcher: Searcher,
    question: Field,
    analyzer: TextAnalyzer,
}

impl Tantivy {
    pub(crate) fn new(exemplars: &[Exemplar], analyzer: TextAnalyzer) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(ANALYZER)
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        let question = schema.add_text_field("question", text);
        let place = schema.add_u64_field("place", FAST);
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register(ANALYZER, analyzer.clone());
        let mut writer = index.writer_with_num_threads(1, BUFFER)?;
        for (number, exemplar) in (0_u64..).zip(exemplars) {
            let mut document = TantivyDocument::new();
            document.add_text(question, exemplar.question.joined());
            document.add_u64(place, number);
            writer.add_document(document)?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        Ok(Self { searcher: index.reader()?.searcher(), question, analyzer })
    }
}

impl Engine for Tantivy {
    fn best(&mut self, query: &Query<'_>) -> Option<usize> {
        let mut asked = terms(&mut self.analyzer, &query.texts.join("\n"));
        asked.sort_unstable();
        asked.dedup();
        let asked = asked.iter().map(|term| Term::from_field_text(self.question, term)).collect();
        let query = BooleanQuery::new_multiterms_query(asked);
        let found = self.searcher.search(&query, &TopDocs::with_limit(1).order_by_score()).ok()?;
        let (_, address) = found.first()?;
        let segment = self.searcher.segment_reader(address.segment_ord);
        let places = segment.fast_fields().u64("place").ok()?;
        usize::try_from(places.first(address.doc_id)?).ok()
    }
}
