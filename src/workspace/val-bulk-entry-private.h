/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "workspace/val-bulk-facts.h"
#include "workspace/val-bulk-history.h"

G_BEGIN_DECLS

ValBulkEntry *_val_bulk_entry_new (ValBulkFacts *facts, guint look);
const ValBulkFacts *_val_bulk_entry_get_facts (ValBulkEntry *self);
guint _val_bulk_entry_get_look (ValBulkEntry *self);
void _val_bulk_entry_take_facts (ValBulkEntry *self, ValBulkFacts *facts, guint look);

G_END_DECLS
