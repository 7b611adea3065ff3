//! Parts: those the workshop is about, written by hand, and as many from families as are asked for.

mod bom;
mod bought;
mod families;
mod generated;
mod made;
mod series;
mod store;

use std::collections::HashMap;

pub(crate) use bom::{Line, Substitute};
pub(crate) use store::{Measured, TESTS, store, store_bom, store_tests};

use crate::categories::Category;
use crate::companies::Trade;
use crate::people::Person;
use crate::places::Places;
use crate::properties::Value;
use crate::rng::Rng;
use crate::tree::Node;

/// What a part may be used for; the columns of these names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    pub(crate) assembly: bool,
    pub(crate) component: bool,
    pub(crate) consumable: bool,
    pub(crate) purchaseable: bool,
    pub(crate) salable: bool,
    pub(crate) template: bool,
    pub(crate) testable: bool,
    pub(crate) trackable: bool,
    pub(crate) virtual_: bool,
}

const NONE: Uses = Uses {
    assembly: false,
    component: false,
    consumable: false,
    purchaseable: false,
    salable: false,
    template: false,
    testable: false,
    trackable: false,
    virtual_: false,
};
/// Bought to be built into something.
const COMPONENT: Uses = Uses { component: true, purchaseable: true, ..NONE };
/// Bought to be used up.
const CONSUMABLE: Uses = Uses { component: true, purchaseable: true, consumable: true, ..NONE };
/// Built to be built into something.
const MODULE: Uses = Uses { assembly: true, component: true, testable: true, ..NONE };
/// Built to be sold, each with its serial number.
const PRODUCT: Uses = Uses { assembly: true, salable: true, testable: true, trackable: true, ..NONE };
/// What the variants of a product have in common.
const PRODUCT_LINE: Uses = Uses { template: true, ..PRODUCT };

/// How a part is bought.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supply {
    pub(crate) trade: Trade,
    /// Price of one, in ten-thousandths of a dollar.
    pub(crate) price: i64,
    /// Sizes of packs, the smallest first.
    pub(crate) packs: &'static [i64],
    pub(crate) packaging: &'static str,
    /// How many come in at once: from, to.
    pub(crate) lot: (i64, i64),
}

const fn supply(trade: Trade, price: i64, packs: &'static [i64], lot: (i64, i64), packaging: &'static str) -> Supply {
    Supply { trade, price, packs, packaging, lot }
}

/// A part.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) keywords: &'static str,
    pub(crate) number: String,
    pub(crate) revision: &'static str,
    pub(crate) category: Category,
    pub(crate) units: &'static str,
    pub(crate) uses: Uses,
    pub(crate) active: bool,
    pub(crate) variant_of: Option<usize>,
    pub(crate) revision_of: Option<usize>,
    pub(crate) place: Option<usize>,
    /// Days that it keeps; 0 for ever.
    pub(crate) keeps: i64,
    pub(crate) minimum: i64,
    pub(crate) notes: &'static str,
    pub(crate) values: Vec<Value>,
    pub(crate) supply: Option<Supply>,
    /// Days ago.
    pub(crate) created: i64,
    pub(crate) creator: Person,
}

impl Node for Part {
    fn name(&self) -> &str {
        &self.name
    }

    fn parent(&self) -> Option<usize> {
        self.variant_of
    }
}

/// All parts and what they are made of.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) all: Vec<Part>,
    pub(crate) lines: Vec<Line>,
    pub(crate) substitutes: Vec<Substitute>,
    /// Those written by hand, by the names they have in the lists.
    named: HashMap<&'static str, usize>,
}

impl Parts {
    /// At least `count` parts: those that the workshop is about are always there.
    pub(crate) fn new(count: usize, places: &Places) -> Self {
        let mut parts = Parts::default();
        let mut rng = Rng::new(2);
        bought::add(&mut parts, places, &mut rng);
        made::add(&mut parts, places);
        let more = count.saturating_sub(parts.all.len());
        generated::add(&mut parts, more, places, &mut rng);
        made::add_lines(&mut parts, &mut rng);
        parts
    }

    /// The place of a part that was written by hand.
    ///
    /// # Panics
    /// When there is none of that name; a test names them all.
    pub(crate) fn named(&self, name: &str) -> usize {
        self.named[name]
    }

    fn add(&mut self, part: Part) -> usize {
        self.all.push(part);
        self.all.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::categories::takes_parts;

    fn some() -> Parts {
        Parts::new(600, &Places::new(1_000))
    }

    #[test]
    fn there_are_as_many_as_asked_for_but_never_fewer_than_the_workshop_needs() {
        assert_eq!(some().all.len(), 600);
        let least = Parts::new(0, &Places::new(0));
        assert!((60..200).contains(&least.all.len()), "{}", least.all.len());
        assert_eq!(Parts::new(least.all.len() + 1, &Places::new(0)).all.len(), least.all.len() + 1);
    }

    #[test]
    fn parts_keep_the_rules_of_the_api() {
        let parts = some();
        let mut identities = std::collections::HashSet::new();
        for part in &parts.all {
            assert!(identities.insert((&part.name, &part.number, part.revision)), "{}", part.name);
            assert!(takes_parts(part.category), "{}", part.name);
            assert!(part.name.chars().count() <= 100 && part.says.chars().count() <= 250, "{}", part.name);
            assert!(part.variant_of.is_none_or(|parent| parts.all[parent].uses.template), "{}", part.name);
            assert_eq!(part.supply.is_some(), part.uses.purchaseable, "{}", part.name);
        }
    }
}
