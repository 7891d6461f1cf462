/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Forward declarations of every class, so that headers need not include each other. */

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ValAccount ValAccount;
typedef struct _ValAccountRegistry ValAccountRegistry;
typedef struct _ValActionJob ValActionJob;
typedef struct _ValBulkEntry ValBulkEntry;
typedef struct _ValBulkHistory ValBulkHistory;
typedef struct _ValBulkJob ValBulkJob;
typedef struct _ValBulkJournal ValBulkJournal;
typedef struct _ValBulkPlanner ValBulkPlanner;
typedef struct _ValBulkRecord ValBulkRecord;
typedef struct _ValChange ValChange;
typedef struct _ValChangePlan ValChangePlan;
typedef struct _ValConflict ValConflict;
typedef struct _ValConnectJob ValConnectJob;
typedef struct _ValCredentials ValCredentials;
typedef struct _ValDraft ValDraft;
typedef struct _ValElement ValElement;
typedef struct _ValEvent ValEvent;
typedef struct _ValExchange ValExchange;
typedef struct _ValField ValField;
typedef struct _ValInstance ValInstance;
typedef struct _ValInstanceStore ValInstanceStore;
typedef struct _ValOAuthFlow ValOAuthFlow;
typedef struct _ValOperation ValOperation;
typedef struct _ValPace ValPace;
typedef struct _ValRedirectListener ValRedirectListener;
typedef struct _ValRequestLog ValRequestLog;
typedef struct _ValSandbox ValSandbox;
typedef struct _ValSecretBook ValSecretBook;
typedef struct _ValSecretStore ValSecretStore;
typedef struct _ValSession ValSession;
typedef struct _ValWorkspace ValWorkspace;

G_END_DECLS
