from chatify.dynamo_admin.site import DynamoSite


class Site(DynamoSite):
    pass
