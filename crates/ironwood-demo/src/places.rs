//! Where things are kept: rooms, racks, bins and drawers. The bigger the stock, the more bins.

use ironwood_db::{Conn, DbError};

use crate::load::{columns, key, key_of, load, no_metadata};
use crate::people::People;
use crate::tree::{self, Node};

/// What kind of place it is, by place in [`KINDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Room,
    Rack,
    Bin,
    Drawer,
    Bench,
    Outside,
}

const KINDS: [(&str, &str, &str); 6] = [
    ("Room", "A room or a marked part of one", "ti:building-warehouse:outline"),
    ("Rack", "A rack with numbered bins", "ti:columns:outline"),
    ("Bin", "A plastic bin on a rack", "ti:box:outline"),
    ("Drawer", "A labelled drawer for small parts", "ti:archive:outline"),
    ("Bench", "A place to work at", "ti:tool:outline"),
    ("Outside", "Not in the house, but ours", "ti:truck:outline"),
];

/// A location.
#[derive(Debug)]
pub(crate) struct Place {
    name: String,
    description: String,
    parent: Option<usize>,
    kind: Kind,
    structural: bool,
    external: bool,
}

impl Node for Place {
    fn name(&self) -> &str {
        &self.name
    }

    fn parent(&self) -> Option<usize> {
        self.parent
    }
}

/// All locations, and which are for what.
#[derive(Debug, Default)]
pub(crate) struct Places {
    all: Vec<Place>,
    /// Where small electronic parts live.
    pub(crate) drawers: Vec<usize>,
    /// Where everything else that is bought lives.
    pub(crate) bins: Vec<usize>,
    /// Where something is being worked on.
    pub(crate) benches: Vec<usize>,
    pub(crate) goods_in: usize,
    pub(crate) quarantine: usize,
    pub(crate) finished: usize,
    pub(crate) cold: usize,
    pub(crate) chemicals: usize,
    pub(crate) contractor: usize,
}

impl Places {
    /// The house, with room for so many stock items.
    pub(crate) fn new(stock: usize) -> Self {
        let mut places = Places::default();
        let arrivals = places.room("Goods in", "Deliveries wait here until they are checked", false);
        places.goods_in = places.add("Inspection table", "Delivered, not yet counted", arrivals, Kind::Bench);
        places.quarantine =
            places.add("Quarantine shelf", "Doubtful goods; nothing leaves without a word", arrivals, Kind::Rack);
        let workshop = places.room("Workshop", "Where things are put together", true);
        for number in 1..=4 {
            let bench = places.add(format!("Bench {number}"), "Assembly and soldering", workshop, Kind::Bench);
            places.benches.push(bench);
        }
        let tests = places.add("Test bench", "Calibration and burn-in", workshop, Kind::Bench);
        places.benches.push(tests);
        let store = places.room("Parts store", "The long room behind the workshop", true);
        places.cold = places.add("Cold cupboard", "Pastes and adhesives, below 10 degrees", store, Kind::Rack);
        places.chemicals = places.add("Chemicals cabinet", "Fireproof; keep it locked", store, Kind::Rack);
        let boxes = stock.div_ceil(60).clamp(24, 4_000);
        places.add_boxes(store, "Cabinet", "C", Kind::Drawer, boxes / 2, 48);
        places.add_boxes(store, "Rack", "R", Kind::Bin, boxes - boxes / 2, 24);
        let dispatch = places.room("Dispatch", "Finished goods and parcels", false);
        places.finished = places.add("Finished goods", "Tested, packed and for sale", dispatch, Kind::Rack);
        places.add("Courier shelf", "Parcels for today", dispatch, Kind::Rack);
        let outside = places.room("Harbour Street assemblers", "Boards that are populated for us", false);
        places.all[outside].kind = Kind::Outside;
        places.all[outside].external = true;
        places.contractor = places.add("Consigned parts", "Ours, on their shelves", outside, Kind::Outside);
        places.all[places.contractor].external = true;
        places
    }

    fn room(&mut self, name: &str, description: &str, structural: bool) -> usize {
        self.all.push(Place {
            name: name.into(),
            description: description.into(),
            parent: None,
            kind: Kind::Room,
            structural,
            external: false,
        });
        self.all.len() - 1
    }

    fn add(&mut self, name: impl Into<String>, description: &str, parent: usize, kind: Kind) -> usize {
        let (name, description, parent) = (name.into(), description.into(), Some(parent));
        self.all.push(Place { name, description, parent, kind, structural: false, external: false });
        self.all.len() - 1
    }

    /// `count` boxes in as many cabinets or racks as they need.
    fn add_boxes(&mut self, store: usize, holder: &str, letter: &str, kind: Kind, count: usize, per_holder: usize) {
        let word = if kind == Kind::Drawer { "Drawer" } else { "Bin" };
        let mut left = count;
        let mut number = 0;
        while left > 0 {
            number += 1;
            let here = self.add(format!("{holder} {number:02}"), "Its boxes are numbered", store, Kind::Rack);
            self.all[here].structural = true;
            for place in 1..=left.min(per_holder) {
                let name = format!("{word} {letter}{number:02}-{place:02}");
                let made = self.add(name, "", here, kind);
                if kind == Kind::Drawer { self.drawers.push(made) } else { self.bins.push(made) }
            }
            left = left.saturating_sub(per_holder);
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}

/// Stores kinds of locations and locations.
pub(crate) async fn store(conn: &mut Conn, places: &Places, people: &People) -> Result<(), DbError> {
    load(conn, "stock_stocklocationtype", &KINDS, |_, (name, description, icon)| {
        columns!["name" => *name, "description" => *description, "icon" => *icon, "metadata" => no_metadata()]
    })
    .await?;
    let positions = tree::positions(&places.all);
    let owner = people.group_owner("Storekeepers");
    load(conn, "stock_stocklocation", &places.all, |id, place| {
        let at = (id - 1) as usize;
        let position = positions[at];
        // The quarantine shelf belongs to the storekeepers.
        let owner = if at == places.quarantine { owner.clone() } else { ironwood_db::Param::Null };
        columns![
            "name" => &place.name,
            "description" => &place.description,
            "parent_id" => key_of(place.parent),
            "level" => position.level,
            "lft" => position.left,
            "rght" => position.right,
            "tree_id" => position.tree,
            "pathstring" => tree::path(&places.all, at),
            "location_type_id" => key(place.kind as usize),
            "structural" => place.structural,
            "external" => place.external,
            "owner_id" => owner,
            "icon" => "",
            "barcode_data" => "",
            "barcode_hash" => "",
            "metadata" => no_metadata(),
        ]
    })
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_icons_that_exist_and_stand_where_the_enum_says() {
        for (name, _, icon) in KINDS {
            ironwood_assets::icons::check(icon).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert_eq!(KINDS[Kind::Drawer as usize].0, "Drawer");
        assert_eq!(KINDS[Kind::Outside as usize].0, "Outside");
    }

    #[test]
    fn boxes_grow_with_the_stock() {
        let (small, large) = (Places::new(0), Places::new(60_000));
        assert_eq!(small.drawers.len() + small.bins.len(), 24);
        assert_eq!(large.drawers.len() + large.bins.len(), 1_000);
        assert!(large.len() > small.len());
    }
}
