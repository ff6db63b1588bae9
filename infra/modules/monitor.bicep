// Where logs, traces and metrics go, and who is told of alerts.
param location string
param tags { *: string }
param token string
param workspaceName string
param insightsName string
param tenthsMax int
param days int
param mail string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: days
    workspaceCapping: { dailyQuotaGb: json('${tenthsMax / 10}.${tenthsMax % 10}') }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource actions 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-grain-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'Grain'
    enabled: true
    emailReceivers: empty(mail)
      ? []
      : [
          { name: 'mail', emailAddress: mail, useCommonAlertSchema: true }
        ]
  }
}

output workspaceId string = workspace.id
output connection string = insights.properties.ConnectionString
output actionsId string = actions.id
