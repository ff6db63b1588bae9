// All that Grain knows lies here. Nobody has a key to it: the app's identity and operators are let in by their roles.
param location string
param tags { *: string }
@minLength(3)
@maxLength(24)
param name string
param copies string
@description('Where private endpoints go; the account is public, for those with a role, if empty.')
param endpointsSubnetId string
@description('The zones of names of blob, queue and table, in this order.')
param zoneIds string[]
param workspaceId string

@description('The days in which a container that somebody deleted can be brought back.')
param undeleteDays int = 7

var isPrivate = !empty(endpointsSubnetId)

// Grain makes what is missing when it is first written to. What is made here is there before, and shows in the portal.
var queueNames = [
  'activity'
  'checkpoints'
  'credit-events'
  'epochs'
  'grants'
  'spaces'
  'task-credits'
  'transfers'
]
var tableNames = [
  'activity'
  'appeals'
  'audit'
  'boards'
  'buckets'
  'credits'
  'deliveries'
  'epochs'
  'escrows'
  'escrowsdue'
  'events'
  'failures'
  'grain'
  'grantids'
  'grants'
  'guards'
  'identities'
  'keys'
  'people'
  'proofs'
  'proposals'
  'replicas'
  'spaces'
  'treasury'
  'usage'
]

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: copies }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: { containerDeleteRetentionPolicy: { enabled: true, days: undeleteDays } }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in ['grain', 'packages', 'backups']: {
    parent: blobs
    name: container
  }
]

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queueName in flatten(map(queueNames, n => [n, '${n}-poison'])): {
    parent: queues
    name: queueName
  }
]

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [
  for tableName in tableNames: {
    parent: tables
    name: tableName
  }
]

// Backups are read rarely, and kept until somebody deletes them. What Grain itself keeps is never moved or deleted by a rule.
resource rules 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'backups-cool-down'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['backups/'] }
            actions: {
              baseBlob: {
                tierToCool: { daysAfterModificationGreaterThan: 30 }
                tierToCold: { daysAfterModificationGreaterThan: 90 }
              }
            }
          }
        }
      ]
    }
  }
}

// How many operations there were, of which kind, and how many were throttled. Not each of them: that costs more than the operations.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'grain'
  scope: account
  properties: { workspaceId: workspaceId, metrics: [{ category: 'Transaction', enabled: true }] }
}

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for service in (isPrivate ? ['blob', 'queue', 'table'] : []): {
    name: 'pe-${name}-${service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: endpointsSubnetId }
      privateLinkServiceConnections: [
        { name: service, properties: { privateLinkServiceId: account.id, groupIds: [service] } }
      ]
    }
  }
]

resource entries 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (service, i) in (isPrivate ? ['blob', 'queue', 'table'] : []): {
    parent: endpoints[i]
    name: 'default'
    properties: { privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zoneIds[i] } }] }
  }
]

output packages string = '${account.properties.primaryEndpoints.blob}packages'
