// Everything that Grain needs in Azure, in a resource group of its own. docs/deploy.md tells how to use it.
targetScope = 'subscription'

@description('A name for this Grain: of its resource group (rg-NAME) and its tags.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('The region, as westeurope. It must have Flex Consumption: az functionapp list-flexconsumption-locations.')
@minLength(1)
param location string

@description('What the defaults below are made for: a community that sleeps most of the time, or one that is always busy.')
@allowed(['small', 'large'])
param size string = 'small'

@description('Memory of an instance: 512, 2048 or 4096 MB. The graph of an epoch has to fit (docs/operations.md). 0: by size.')
param instanceMemory int = 0

@description('The most instances that run at once, 40 to 1000: what a flood of requests can cost ends here. 0: by size.')
@minValue(0)
@maxValue(1000)
param instancesMax int = 0

@description('Instances that wait for requests and never sleep. They cost money at rest. -1: by size.')
@minValue(-1)
@maxValue(20)
param alwaysReady int = -1

@description('Requests that an instance answers at once.')
@minValue(1)
@maxValue(1000)
param requestsAtOnce int = 100

@description('The app\'s name, which is in its address; made up if empty.')
param appName string = ''

@description('Where copies are kept: Standard_LRS in one place, _ZRS in three zones, _GRS in a second region, _GZRS both. By size if empty.')
param storageCopies string = ''

@description('Whether the storage account can be reached from a network of its own alone. Laptops then cannot reach it either.')
param privateNetwork bool = false

@description('Whether only https is answered.')
param httpsOnly bool = true

@description('The oldest TLS that the app talks.')
@allowed(['1.2', '1.3'])
param tlsMin string = '1.2'

@description('The owner key\'s hash, sha256: and 64 digits. Without it nobody has a key at first.')
param ownerKey string = ''

@description('Keys that secrets of spaces are sealed with: base64 of 32 bytes each, by commas. Keep them: without them secrets are lost.')
@secure()
param secretKeys string = ''

@description('More settings of the app: those of local.settings.sample.json.')
param settings { *: string } = {}

@description('Who is told of alerts, by e-mail; nobody if empty.')
param alertMail string = ''

@description('What a month may cost in the currency of your bill before alertMail is told; no budget if 0. -1: by size.')
@minValue(-1)
param budget int = -1

@description('The month in which the budget began, as 2026-11-01; Azure does not let it change. infra/deploy sets it. No budget if empty.')
param budgetStart string = ''

@description('The most that is logged in a day, in tenths of a GB. What comes after it is lost until midnight UTC. 0: by size.')
@minValue(0)
param logTenthsMax int = 0

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('A person or group who may read and write the storage, for ./grain verify and backup on their machine; nobody if empty.')
param operatorId string = ''

@description('What that is: User, Group or ServicePrincipal.')
param operatorType string = 'User'

@description('Tags of all resources, besides azd\'s own.')
param tags { *: string } = {}

var bySize = size == 'large'
  ? { memory: 2048, instances: 200, ready: 1, copies: 'Standard_ZRS', budget: 300, logTenths: 50 }
  : { memory: 2048, instances: 40, ready: 0, copies: 'Standard_LRS', budget: 10, logTenths: 2 }
var monthly = budget < 0 ? bySize.budget : budget
var token = toLower(uniqueString(subscription().id, environmentName, location))
var identityName = 'id-grain-${token}'
var insightsName = 'appi-grain-${token}'
var workspaceName = 'log-grain-${token}'
var storageName = 'stgrain${token}'
var allTags = union(tags, { 'azd-env-name': environmentName })

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: union(allTags, empty(budgetStart) ? {} : { 'grain-budget-start': budgetStart })
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: { location: location, tags: allTags, name: identityName }
}

module monitor 'modules/monitor.bicep' = {
  name: 'monitor'
  scope: group
  params: {
    location: location
    tags: allTags
    token: token
    workspaceName: workspaceName
    insightsName: insightsName
    tenthsMax: logTenthsMax == 0 ? bySize.logTenths : logTenthsMax
    days: logDays
    mail: alertMail
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  scope: group
  params: { location: location, tags: allTags, token: token }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: allTags
    name: storageName
    copies: empty(storageCopies) ? bySize.copies : storageCopies
    endpointsSubnetId: network.?outputs.endpointsSubnetId ?? ''
    zoneIds: network.?outputs.zoneIds ?? []
    workspaceId: monitor.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  scope: group
  params: {
    storageName: storageName
    insightsName: insightsName
    identityName: identityName
    operatorId: operatorId
    operatorType: operatorType
  }
  dependsOn: [storage, monitor, identity]
}

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    location: location
    tags: allTags
    name: empty(appName) ? 'grain-${token}' : appName
    planName: 'plan-grain-${token}'
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storageName
    packages: storage.outputs.packages
    insightsConnection: monitor.outputs.connection
    subnetId: network.?outputs.appSubnetId ?? ''
    instanceMemory: instanceMemory == 0 ? bySize.memory : instanceMemory
    instancesMax: instancesMax == 0 ? bySize.instances : instancesMax
    alwaysReady: alwaysReady < 0 ? bySize.ready : alwaysReady
    requestsAtOnce: requestsAtOnce
    httpsOnly: httpsOnly
    tlsMin: tlsMin
    ownerKey: ownerKey
    secretKeys: secretKeys
    more: settings
  }
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = if (!empty(alertMail)) {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: allTags
    insightsName: insightsName
    storageName: storageName
    actionsId: monitor.outputs.actionsId
    address: app.outputs.address
    costADay: monthly / 10
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: { location: location, tags: allTags, workspaceName: workspaceName }
  dependsOn: [monitor]
}

module cost 'modules/budget.bicep' = if (monthly > 0 && !empty(budgetStart)) {
  name: 'budget'
  scope: group
  params: { amount: monthly, start: budgetStart, actionsId: monitor.outputs.actionsId, group: group.name }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The app.')
output GRAIN_APP_NAME string = app.outputs.name

@description('Where it answers.')
output GRAIN_APP string = app.outputs.address

@description('The storage account, for AzureWebJobsStorage__accountName on an operator\'s machine.')
output GRAIN_STORAGE string = storageName

@description('What to do next.')
output GRAIN_NEXT string = 'infra/deploy code --name ${environmentName}'
